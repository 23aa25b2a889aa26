"""Every setting of the service, from the environment (`WENJU_…`), then `.env`, then a default.

docs/settings.md lists them for people; a test checks that none is missing there.
"""

import os
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.encoders.processor import count_cores
from service.errors import Exposed
from service.hosts import is_loopback, name_of
from service.log_format import LogFormat


class Settings(BaseSettings):
    """Read once at start and passed on; nothing else reads the environment."""

    model_config = SettingsConfigDict(
        env_prefix="WENJU_", env_file=".env", extra="ignore", frozen=True
    )

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    allowed_hosts: str | None = Field(
        None,
        pattern=r"^\s*[\w.:\[\]-]+(\s*,\s*[\w.:\[\]-]+)*\s*$",
        description="Names, parted by commas, that requests may call the service by.",
    )
    public_url: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$",
        description="The address that people call the service by; links are absolute with it.",
    )
    cors_origins: str | None = Field(
        None,
        pattern=r"^\s*(https?://[^\s,/]+)(\s*,\s*https?://[^\s,/]+)*\s*$",
        description="Origins, parted by commas, whose pages may call the interface.",
    )
    frame_ancestors: str | None = Field(
        None,
        pattern=r"^\s*(https?://[^\s,/;]+)(\s*,\s*https?://[^\s,/;]+)*\s*$",
        description="Origins, parted by commas, that may show the page in a frame.",
    )
    home: Path = Field(
        Path("var"), description="Folder of stored documents and indexes; made when missing."
    )
    encoder: str | None = Field(
        None,
        description="A sentence-transformers model by name or folder; unset: the embedded one.",
    )
    precision: Literal["fast", "single"] = Field(
        "fast",
        description="Numbers of the encoder: `fast` multiplies in bfloat16 where the processor "
        "has instructions for it; `single` gives the same figures on every processor.",
    )
    glossary: Path | None = Field(
        None, description="A glossary in the format of corpus/glossary.toml instead of that one."
    )
    calibration: Path | None = Field(
        None, description="Fusion weights and calibrators fitted for another encoder or collection."
    )
    verify: bool = Field(
        True, description="Read the question together with the best passage before the status."
    )
    reranker: str | None = Field(
        None,
        description="A sentence-transformers CrossEncoder by name or folder; unset: no reranking.",
    )
    reranker_candidates: int = Field(
        20, ge=1, le=200, description="How many fused passages the reranker may read."
    )
    reranker_budget_ms: int = Field(
        300, ge=1, le=60_000, description="Milliseconds after which reranking stops where it is."
    )
    reserved_places: int = Field(
        1,
        ge=0,
        le=10,
        description="Places among the shown passages kept for the library's other language.",
    )
    answered_threshold: float = Field(
        0.35,
        ge=0,
        le=1,
        description="Confidence from which an answer is called `answered`.",
    )
    weak_threshold: float = Field(
        0.05,
        ge=0,
        le=1,
        description="Confidence from which an answer is called `weak`; below it is `no_answer`.",
    )
    max_question_chars: int = Field(
        2000, ge=1, le=20_000, description="Longest question, in characters."
    )
    max_body_bytes: int = Field(
        65_536, ge=1024, le=16_777_216, description="Largest request body, in bytes."
    )
    processes: int | None = Field(
        None,
        ge=1,
        le=64,
        description="Most processes that answer questions; unset: one a core, at most four.",
    )
    max_waiting: int = Field(
        64,
        ge=0,
        le=10_000,
        description="Most questions that wait for a thread; one more is refused at once.",
    )
    max_connections_per_peer: int = Field(
        2048, ge=1, le=65_536, description="Most connections of one address at a time."
    )
    max_upload_bytes: int = Field(
        209_715_200,
        ge=1024,
        le=2_147_483_648,
        description="Largest file that is added over HTTP, in bytes.",
    )
    read_only: bool | None = Field(
        None,
        description="Refuse every change of the library over HTTP; unset: where others than this "
        "machine may reach the service and no token is needed.",
    )
    admin_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="Changes over HTTP need this token; unset: whoever reaches the port may.",
    )
    open_reading: bool = Field(
        False, description="Where there are keys: let who has none ask and read."
    )
    max_top_k: int = Field(50, ge=1, le=1000, description="Most passages one answer may ask for.")
    log_level: str = Field(
        "info",
        pattern="^(debug|info|warning|error)$",
        description="How much is logged: debug, info, warning or error.",
    )
    log_format: LogFormat = Field(
        "text", description="How a log line is written: text, or json with one object a line."
    )

    @property
    def base_url(self) -> str:
        """What links begin with; empty where they are relative."""
        return (self.public_url or "").rstrip("/")

    @property
    def trusted_origins(self) -> list[str]:
        """Origins, beside the service's own, whose pages may call the interface."""
        own = (
            [f"{split.scheme}://{split.netloc}"]
            if (split := urlsplit(self.base_url)).netloc
            else []
        )
        return own + parted(self.cors_origins)

    @property
    def refuses_changes(self) -> bool:
        """Whether nobody may change the library over HTTP."""
        if self.read_only is None:
            return self.admin_token is None and not is_loopback(name_of(self.host))
        return self.read_only

    @property
    def own_names(self) -> frozenset[str]:
        """By which names, beside those of this machine, the service may be called."""
        named = {name_of(name) for name in parted(self.allowed_hosts)}
        return frozenset(
            named | ({name_of(urlsplit(self.base_url).netloc)} if self.base_url else set())
        )

    def check_exposure(self) -> None:
        """Refuse to let everybody change the library.

        Raises:
            Exposed: changes are asked for, beyond this machine and without a token.
        """
        beyond = not is_loopback(name_of(self.host))
        if beyond and self.read_only is False and self.admin_token is None:
            raise Exposed(self.host)

    @property
    def most_processes(self) -> int:
        """How many processes may answer questions."""
        return self.processes or min(count_cores(), 4)

    @model_validator(mode="after")
    def _thresholds_in_order(self) -> Self:
        if self.weak_threshold > self.answered_threshold:
            raise ValueError(
                f"WENJU_WEAK_THRESHOLD ({self.weak_threshold}) must not be above "
                f"WENJU_ANSWERED_THRESHOLD ({self.answered_threshold})"
            )
        return self


def parted(names: str | None) -> list[str]:
    """What a setting lists, parted by commas."""
    return [name.strip() for name in (names or "").split(",") if name.strip()]


def use_home(home: str) -> None:
    """Let every `Settings` made from now on, in child processes too, have this home."""
    os.environ["WENJU_HOME"] = home


def misspelt_settings() -> list[tuple[str, str | None]]:
    """Variables that begin like settings and are none, each with the setting nearest to it.

    The environment and the file `.env` are looked at.
    """
    prefix, known = "WENJU_", {f"WENJU_{name.upper()}" for name in Settings.model_fields}
    given = [*os.environ, *(name.upper() for name in dotenv_values(".env"))]
    unknown = sorted({name for name in given if name.startswith(prefix)} - known)
    return [(name, next(iter(get_close_matches(name, known, 1)), None)) for name in unknown]
