"""LlamaIndex: its default vector index and its BM25 retriever, fused by reciprocal ranks."""

from collections.abc import Mapping
from pathlib import Path

from llama_index.core import Settings, StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever

from eval.benchmarks.peers.protocol import TOP, serve


class LlamaIndex:
    """One query, no language model: the fusion retriever with `num_queries=1`."""

    def load(self, model: str) -> None:
        """Load the encoder; the language model that the fusion asks for is never called."""
        Settings.embed_model = HuggingFaceEmbedding(model_name=model)
        Settings.llm = MockLLM()

    def index(self, passages: Mapping[str, str], keep: Path) -> None:
        """Index and persist both."""
        nodes = [TextNode(id_=name, text=text) for name, text in passages.items()]
        vectors = VectorStoreIndex(nodes)
        vectors.storage_context.persist(str(keep / "vectors"))
        words = BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=TOP)
        words.persist(str(keep / "words"))

    def open(self, keep: Path) -> None:
        """Load both and join them."""
        storage = StorageContext.from_defaults(persist_dir=str(keep / "vectors"))
        vectors = load_index_from_storage(storage).as_retriever(similarity_top_k=TOP)
        self._fused = QueryFusionRetriever(
            [vectors, BM25Retriever.from_persist_dir(str(keep / "words"))],
            similarity_top_k=TOP,
            num_queries=1,
            mode=FUSION_MODES.RECIPROCAL_RANK,
            use_async=False,
        )

    def ask(self, question: str, top: int) -> list[str]:
        """Retrieve."""
        return [hit.node.node_id for hit in self._fused.retrieve(question)][:top]


if __name__ == "__main__":
    serve(LlamaIndex())
