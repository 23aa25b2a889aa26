"""Haystack: the in-memory store, BM25 and embedding retrievers, joined by reciprocal ranks."""

from collections.abc import Mapping
from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from eval.benchmarks.peers.protocol import serve


class Haystack:
    """The hybrid pipeline of its documentation, without a reranker."""

    def load(self, model: str) -> None:
        """Load the encoder once for questions and once for documents, which share its weights."""
        self._for_questions = SentenceTransformersTextEmbedder(model=model, progress_bar=False)
        self._for_questions.warm_up()
        self._for_documents = SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
        self._for_documents.warm_up()

    def index(self, passages: Mapping[str, str], keep: Path) -> None:
        """Embed, store and write to disk."""
        documents = [Document(id=name, content=text) for name, text in passages.items()]
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(self._for_documents.run(documents)["documents"])
        store.save_to_disk(str(keep / "haystack.json"))

    def open(self, keep: Path) -> None:
        """Read the store from disk."""
        self._connect(InMemoryDocumentStore.load_from_disk(str(keep / "haystack.json")))

    def ask(self, question: str, top: int) -> list[str]:
        """Run the pipeline."""
        found = self._pipeline.run(
            {
                "embedder": {"text": question},
                "bm25": {"query": question, "top_k": top},
                "dense": {"top_k": top},
                "joiner": {"top_k": top},
            }
        )
        return [document.id for document in found["joiner"]["documents"]]

    def _connect(self, store: InMemoryDocumentStore) -> None:
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", self._for_questions)
        self._pipeline.add_component("bm25", InMemoryBM25Retriever(store))
        self._pipeline.add_component("dense", InMemoryEmbeddingRetriever(store))
        self._pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        self._pipeline.connect("embedder.embedding", "dense.query_embedding")
        self._pipeline.connect("bm25", "joiner")
        self._pipeline.connect("dense", "joiner")


if __name__ == "__main__":
    serve(Haystack())
