"""A folder of pairs written for these tests, and a teacher small enough to be made on the spot."""

import json
from itertools import product
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

PEOPLE = {"teacher": "老師", "king": "國王", "farmer": "農民", "doctor": "醫生", "writer": "作家"}
ACTS = {"reads": "閱讀", "buys": "購買", "finds": "發現", "paints": "描繪"}
THINGS = {"books": "書籍", "rice": "稻米", "mountains": "高山"}


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty pairs, some questions and a lexicon, in the layout that the training reads."""
    folder = tmp_path_factory.mktemp("data")
    pairs = [
        {"en": f"the {who} {does} {what}", "zh": PEOPLE[who] + ACTS[does] + THINGS[what]}
        for who, does, what in product(PEOPLE, ACTS, THINGS)
    ]
    questions = [
        {
            "question": f"{PEOPLE[who]}做什麼？",
            "passage": "".join(PEOPLE[who] + ACTS[does] + "書籍。" for does in ACTS),
            "lang_q": "zh",
            "lang_p": "zh",
        }
        for who in PEOPLE
    ]
    judged = [
        {
            "question": f"What is the {who} of the other king?",
            "passage": f"The {who} reads books. The answer is {who}. The farmer finds rice.",
            "answer": who,
            "answerable": who != "writer",
            "lang_q": "en",
            "lang_p": "en",
        }
        for who in PEOPLE
    ]
    words = [{"en": [en], "zh": zh} for en, zh in (PEOPLE | ACTS | THINGS).items()]
    # One name is that of a source of prose, so that its rows are joined into passages.
    for kind, name, rows in (
        ("answerability/train", "squad2_dev_en", judged),
        ("parallel", "ntrex", pairs),
        ("qa", "cmrc2018_dev_trial", questions),
        ("lexicon", "words", words),
    ):
        (folder / kind).mkdir(parents=True)
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / kind / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two small layers that has learned nothing, with its tokenizer."""
    folder = tmp_path_factory.mktemp("teacher")
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", *PEOPLE, *ACTS, *THINGS, ".", "?"]
    ids = {word: place for place, word in enumerate(words)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        initializer_range=0.2,
    )
    BertModel(config).save_pretrained(folder)
    return folder
