"""Names in Hanyu Pinyin, which GB/T 7714-2025 asks not to abbreviate."""

import re
from collections.abc import Mapping
from typing import Any

# Before a given name that is printed in full where the names of others become initials.
WHOLE = "\ue005"
# The syllables without tones: they tell Wang Xinya from Park Jung-ran.
_FINALS = {
    "[bpm]": "a|o|e|ai|ei|ao|ou|an|en|ang|eng|i|ie|iao|iu|ian|in|ing|u",
    "f": "a|o|ei|ou|an|en|ang|eng|u",
    "[dt]": "a|e|ai|ei|ao|ou|an|en|ang|eng|ong|i|ie|iao|iu|ian|ing|u|uo|ui|uan|un",
    "[nl]": "a|e|ai|ei|ao|ou|an|en|ang|eng|ong|i|ia|ie|iao|iu|ian|in|iang|ing|u|uo|uan|un|[üv]e?",
    "[gkh]|[zcs]h": "a|e|ai|ei|ao|ou|an|en|ang|eng|ong|u|ua|uo|uai|ui|uan|un|uang",
    "[zcs]h|[zcsr]": "a|e|i|ai|ao|ou|an|en|ang|eng|ong|u|uo|ui|uan|un",
    "[jqx]": "i|ia|ie|iao|iu|ian|in|iang|ing|iong|u|ue|uan|un",
    "y": "a|e|ao|ou|an|ang|i|in|ing|o|ong|u|ue|uan|un",
    "w": "a|o|ai|ei|an|en|ang|eng|u",
}
_SYLLABLE = "|".join(f"(?:{initial})(?:{finals})" for initial, finals in _FINALS.items())
_VOWELS = "a|o|e|ai|ei|ao|ou|an|en|er|ang"
_PINYIN = re.compile(
    f"(?:{_SYLLABLE}|{_VOWELS})(?:['’]?(?:{_SYLLABLE})|['’](?:{_VOWELS}))*", re.IGNORECASE
)


def keep_whole(record: dict[str, Any]) -> None:
    """Mark the given names of a record that are pinyin; a hyphen in one is another romanisation."""
    for value in record.values():
        for name in value if isinstance(value, list) else ():
            if isinstance(name, dict) and _is_pinyin(name):
                name["given"] = WHOLE + name["given"]


def _is_pinyin(name: Mapping[str, Any]) -> bool:
    parts = (str(name.get(part) or "") for part in ("family", "given"))
    return all(_PINYIN.fullmatch(part) for part in parts)
