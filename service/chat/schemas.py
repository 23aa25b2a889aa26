"""What comes in at the chat door, as clients of OpenAI's interface send it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Part(BaseModel):
    """A piece of a message; pieces that are no text are refused."""

    model_config = ConfigDict(extra="ignore")

    type: str
    text: str = ""


class ChatMessage(BaseModel):
    """One message of the conversation."""

    model_config = ConfigDict(extra="ignore")

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None


class StreamOptions(BaseModel):
    """What a stream ends with."""

    model_config = ConfigDict(extra="ignore")

    include_usage: bool = False


class ChatBody(BaseModel):
    """A request for a completion. Fields of language models (temperature, tools …) are ignored."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {
                    "model": "wenju",
                    "messages": [{"role": "user", "content": "南韓為什麼參與六方會談？"}],
                }
            ]
        },
    )

    model: str = Field(description="`wenju`, or `wenju:TAG` for the documents with a tag.")
    messages: list[ChatMessage] = Field(min_length=1, max_length=1000)
    stream: bool = False
    stream_options: StreamOptions | None = None


class RetrievalSetting(BaseModel):
    """How much Dify wants, and how sure."""

    model_config = ConfigDict(extra="ignore")

    top_k: int = Field(5, ge=1, le=50)
    score_threshold: float = Field(0.0, ge=0, le=1)


class RetrievalBody(BaseModel):
    """A request of Dify's external knowledge interface."""

    model_config = ConfigDict(extra="ignore")

    knowledge_id: str = Field(description="`wenju`, or a tag.")
    query: str
    retrieval_setting: RetrievalSetting = RetrievalSetting()
