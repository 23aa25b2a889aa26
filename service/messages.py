"""What the service says beside the passages, in the language and script of the question."""

from collections.abc import Mapping

from corpus.languages import Detected

MESSAGES: Mapping[str, Mapping[str, str]] = {
    "weak": {
        "zh-Hant": "館藏文獻可能沒有直接回答這個問題；以下是最接近的段落，引用前請自行核對。",
        "zh-Hans": "馆藏文献可能没有直接回答这个问题；以下是最接近的段落，引用前请自行核对。",
        "en": "The texts may not answer this directly; these are the closest passages. "
        "Check them before you quote.",
    },
    "no_answer": {
        "zh-Hant": "館藏文獻沒有回答這個問題。",
        "zh-Hans": "馆藏文献没有回答这个问题。",
        "en": "The texts do not answer this question.",
    },
    "unclear": {
        "zh-Hant": "看不出這個問題指的是什麼；請寫成完整的問題，說明所指的人、事或文獻。",
        "zh-Hans": "看不出这个问题指的是什么；请写成完整的问题，说明所指的人、事或文献。",
        "en": "It is not clear what this question refers to; please ask it in full, "
        "naming the person, matter or work.",
    },
    "unsupported": {
        "zh-Hant": "這個問題似乎不是中文或英文，結果可能不準確。",
        "zh-Hans": "这个问题似乎不是中文或英文，结果可能不准确。",
        "en": "This does not look like Chinese or English, so the result may be poor.",
    },
}


def message_for(status: str, detected: Detected) -> str | None:
    """The sentence that goes with a status; None where the passages speak for themselves."""
    language = language_of(detected)
    parts = [MESSAGES[status][language]] if status in MESSAGES else []
    if not detected.supported:
        parts.append(MESSAGES["unsupported"][language])
    return " ".join(parts) or None


def language_of(detected: Detected) -> str:
    """The language that is answered in.

    Chinese whose script does not show gets Traditional; any other language, English.
    """
    if detected.language in MESSAGES["weak"]:
        return detected.language
    return "zh-Hant" if detected.language == "zh" else "en"
