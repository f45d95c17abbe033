"""An endpoint as the practice set it up: where it is, what it may see, how much it may cost.

The settings are a TOML file with one table for each endpoint:

```
[llm.local]
url = "http://127.0.0.1:11434/v1"    # the base; /chat/completions is added
model = "a-model"
hosts = ["127.0.0.1"]                # the only hosts that may be connected to
may_see_phi = true                   # the practice's word, e.g. under a business associate agreement
key_variable = "LOCAL_KEY"           # the environment variable that holds its key, if it wants one
```
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from cleanclaim.core.errors import MisuseError

_KINDS: Mapping[str, type] = {
    "url": str, "model": str, "hosts": list, "may_see_phi": bool, "key_variable": str, "timeout_s": int,
    "most_calls": int, "most_tokens": int, "longest_answer": int, "most_dollars": str,
    "dollars_per_million_in": str, "dollars_per_million_out": str, "options": dict,
}  # fmt: skip
_DOLLARS = ("most_dollars", "dollars_per_million_in", "dollars_per_million_out")
_NEEDED = ("url", "model", "hosts")
# what the conversation itself decides and an option may not
_OURS = frozenset({"messages", "tools", "tool_choice", "model", "stream", "n", "functions", "function_call"})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One OpenAI-compatible chat-completions endpoint.

    hosts          allow-list; the url's host is one of them, and no redirect is ever followed
    may_see_phi    the practice's word that notes may be sent as they are; else only de-identified ones
    key_variable   '' = no key is sent
    timeout_s      of one request, whole: connection, waiting and reading
    most_calls     requests for one encounter
    most_tokens    in and out together, for one encounter
    longest_answer  bytes of one answer
    most_dollars   for one encounter, by the prices per million tokens in and out; None = not limited
    options        added to every request as they are, e.g. temperature
    """

    name: str
    url: str
    model: str
    hosts: tuple[str, ...]
    may_see_phi: bool = False
    key_variable: str = ""
    timeout_s: int = 60
    most_calls: int = 16
    most_tokens: int = 120_000
    longest_answer: int = 1_000_000
    most_dollars: Decimal | None = None
    dollars_per_million_in: Decimal = Decimal(0)
    dollars_per_million_out: Decimal = Decimal(0)
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = self.address
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise MisuseError(f"llm.{self.name}: url wants https://HOST/...")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise MisuseError(f"llm.{self.name}: url may hold no name, password, query or fragment")
        if parts.scheme == "http" and not is_this_machine(parts.hostname):
            raise MisuseError(f"llm.{self.name}: http only to this machine; elsewhere https")
        if parts.hostname not in self.hosts:
            raise MisuseError(f"llm.{self.name}: the url's host is not among its hosts")
        if min(self.timeout_s, self.most_calls, self.most_tokens, self.longest_answer) < 1:
            raise MisuseError(f"llm.{self.name}: limits want whole numbers from 1 on")
        if _OURS & self.options.keys():
            raise MisuseError(f"llm.{self.name}: options may not hold {', '.join(sorted(_OURS))}")

    @property
    def address(self) -> SplitResult:
        """The url in parts."""
        try:
            parts = urlsplit(self.url)
            _ = parts.port  # out of range raises here and not later
        except ValueError:
            raise MisuseError(f"llm.{self.name}: that url cannot be read") from None
        return parts

    def dollars(self, tokens_in: int, tokens_out: int) -> Decimal:
        """What so many tokens cost, exactly."""
        million = Decimal(1_000_000)
        return (tokens_in * self.dollars_per_million_in + tokens_out * self.dollars_per_million_out) / million


def is_this_machine(host: str) -> bool:
    """Whether a host name or address means the machine itself."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def read_endpoint(path: Path, name: str) -> Endpoint:
    """The endpoint `[llm.NAME]` of a settings file. MisuseError for whatever is wrong with it."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError:
        raise MisuseError(f"there are no language model settings {path.name} at that place") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):  # their texts may quote the file
        raise MisuseError(f"{path.name} is not valid TOML") from None
    named = tables.get("llm", {})
    if not isinstance(named, dict) or not isinstance(named.get(name), dict):
        raise MisuseError(f"{path.name} holds no table [llm.{name}]")
    return Endpoint(name=name, **_values(name, named[name]))


def _values(name: str, table: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in table.items():
        if key not in _KINDS:
            raise MisuseError(f"llm.{name}: there is no setting {key}")
        if type(value) is not _KINDS[key]:
            raise MisuseError(f"llm.{name}: {key} wants a {_KINDS[key].__name__} as TOML writes it")
    missing = [key for key in _NEEDED if key not in table]
    if missing:
        raise MisuseError(f"llm.{name}: {', '.join(missing)} missing")
    amounts = {key: _amount(name, key, table[key]) for key in _DOLLARS if key in table}
    if not all(isinstance(host, str) for host in table["hosts"]):
        raise MisuseError(f"llm.{name}: hosts want texts")
    hosts = tuple(host.lower() for host in table["hosts"])
    return {**table, **amounts, "hosts": hosts}


def _amount(name: str, key: str, text: str) -> Decimal:
    """Dollars as text, so that no cent passes through binary fractions."""
    whole, _, part = text.partition(".")
    if not (whole + part).isascii() or not whole.isdigit() or (part and not part.isdigit()):
        raise MisuseError(f"llm.{name}: {key} wants dollars as a text such as '0.25'")
    return Decimal(text)
