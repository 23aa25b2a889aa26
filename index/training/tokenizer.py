"""The student's tokenizer: one file that folds, splits and looks up, with no code of ours.

English words keep the teacher's WordPiece entries. In its notation `play` starts a word and
`##ing` continues one, which would need two rows for every Chinese word, since Chinese text has no
gaps. Here a mark is put before every word of an alphabet and none inside: `▁play`, `ing`, and a
Chinese word is one entry wherever it stands; the longest match segments a run of Chinese.
"""

import json
from base64 import b64decode
from pathlib import Path

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from index.training.checkpoint_folding import build_character_map, is_han

SPECIALS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
# What transformers calls the special entries, in the names of BERT and of XLM-R.
ROLES = (
    dict(zip(("pad", "unk", "cls", "sep", "mask"), SPECIALS, strict=True)),
    {"cls": "<s>", "pad": "<pad>", "sep": "</s>", "unk": "<unk>"},
)
WORD_MARK = "▁"
LETTER = r"[\p{L}\p{N}\p{M}&&[^\p{Han}]]"
# Looking for the longest match takes the square of a run's length, so runs are cut: Chinese
# anywhere (punctuation comes sooner, as a rule), and a longer "word" of letters is unknown.
LONGEST_RUN = 64
LONGEST_WORD = 100


def build_tokenizer(tokens: list[str], table: dict[str, str]) -> Tokenizer:
    """Make a tokenizer whose ids are places in `tokens`; it cuts nothing and pads nothing."""
    ids = {token: place for place, token in enumerate(tokens)}
    tokenizer = Tokenizer(
        models.WordPiece(
            ids,
            unk_token="[UNK]",
            continuing_subword_prefix="",
            max_input_chars_per_word=LONGEST_WORD,
        )
    )
    tokenizer.normalizer = build_normalizer(table)
    # A Chinese character outside the vocabulary must stand alone: within a run it would make the
    # whole run unknown.
    known = "".join(sorted(token for token in tokens if len(token) == 1 and is_han(token)))
    steps: list[pre_tokenizers.PreTokenizer] = [pre_tokenizers.BertPreTokenizer()]
    if known:
        steps.append(pre_tokenizers.Split(Regex(f"[{known}]{{1,{LONGEST_RUN}}}"), "isolated"))
    steps.append(pre_tokenizers.Split(Regex(r"\p{Han}+"), "isolated"))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(steps)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])],
    )
    tokenizer.add_special_tokens(list(SPECIALS))
    return tokenizer


def build_normalizer(table: dict[str, str]) -> normalizers.Normalizer:
    """Fold width, case, accents and Chinese variants, then mark the starts of words."""
    steps: list[normalizers.Normalizer] = [
        normalizers.NFKC(),
        normalizers.BertNormalizer(
            clean_text=True, handle_chinese_chars=False, strip_accents=True, lowercase=True
        ),
    ]
    if table:
        steps.append(normalizers.Precompiled(b64decode(build_character_map(table))))
    steps.append(normalizers.Replace(Regex(f"(?<!{LETTER})(?={LETTER})"), WORD_MARK))
    return normalizers.Sequence(steps)


def from_wordpiece(token: str) -> str | None:
    """Give our name of one of the teacher's entries, or None where the student has no use for it.

    >>> from_wordpiece("play"), from_wordpiece("##ing"), from_wordpiece("[unused7]")
    ('▁play', 'ing', None)
    """
    if token in SPECIALS:
        return token
    if token.startswith("[unused"):
        return None
    bare = token.removeprefix("##")
    if not bare or any(not _has_use(character) for character in bare):
        return None
    if token.startswith("##") and bare != token:
        return bare
    return WORD_MARK + bare if bare[0].isalnum() else bare


def _has_use(character: str) -> bool:
    """Keep Latin, Greek and Cyrillic letters and all that is no letter."""
    return not character.isalpha() or ord(character) < 0x0530 or 0x1E00 <= ord(character) < 0x2E80


def write_tokenizer(tokenizer: Tokenizer, folder: Path, longest: int) -> None:
    """Write the files that transformers reads a fast tokenizer from."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    entries = tokenizer.get_vocab()
    roles = next(roles for roles in ROLES if entries.keys() >= set(roles.values()))
    settings: dict[str, object] = {f"{role}_token": token for role, token in roles.items()}
    settings |= {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": longest}
    text = json.dumps(settings, indent=2, ensure_ascii=False)
    (folder / "tokenizer_config.json").write_text(text + "\n", encoding="utf-8")
