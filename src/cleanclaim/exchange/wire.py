"""How the model's values travel in X12: text, dates, amounts, names and addresses."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.span import Span
from cleanclaim.model.people import Address, Name
from cleanclaim.x12.segments import STANDARD, Segment, segment

# Letters that Unicode does not take apart, and typographer's marks that word processors put in.
_SPELLED_OUT = str.maketrans(
    {
        "ß": "SS", "Æ": "AE", "æ": "AE", "Œ": "OE", "œ": "OE", "Ø": "O", "ø": "O", "Ł": "L", "ł": "L",
        "Đ": "D", "đ": "D", "Ð": "D", "ð": "D", "Þ": "TH", "þ": "TH", "ı": "I",
        "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "…": "...", "\u00a0": " ",
    }
)  # fmt: skip
_DELIMITERS = STANDARD.element + STANDARD.repetition + STANDARD.component + STANDARD.terminator
# The basic and extended character sets of X12 5010, upper case only, without our delimiters (unverified).
_NOT_SENT = re.compile(r"""[^A-Z0-9 !"&'()+,\-./;?=%@\[\]_{}\\|<>#$]|[""" + re.escape(_DELIMITERS) + "]")
_QUANTITY = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,4})?|\.[0-9]{1,4}")


def wire_text(text: str, limit: int = 60) -> str:
    """Upper-case ASCII without delimiter bytes, blanks collapsed, cut at `limit`: `Muñoz` is `MUNOZ`."""
    spelled = unicodedata.normalize("NFKD", text.translate(_SPELLED_OUT)).upper()
    bare = "".join(character for character in spelled if not unicodedata.combining(character))
    return " ".join(_NOT_SENT.sub(" ", bare).split())[:limit].rstrip()


def required_text(text: str, what: str, limit: int = 60) -> str:
    """The same for an element that must not be empty; the MisuseError names `what` and never the text."""
    sent = wire_text(text, limit)
    if not sent:
        raise MisuseError(f"{what} is missing or holds nothing X12 can carry; an edit should have held it")
    return sent


def exact_text(text: str, what: str, limit: int) -> str:
    """For numbers that come back to us: sent as they are or, where X12 would change them, not at all."""
    if not text or wire_text(text, limit) != text:
        raise MisuseError(f"{what} must be upper-case ASCII without delimiters, at most {limit} characters")
    return text


def echo_text(text: str, limit: int) -> str:
    """For what somebody sent and gets back: as it came, case kept, less what would break our own segments."""
    kept = (mark for mark in text if mark.isascii() and mark.isprintable() and mark not in _DELIMITERS)
    return "".join(kept)[:limit]


def wire_date(day: date) -> str:
    """CCYYMMDD."""
    return day.strftime("%Y%m%d")


def wire_span(days: Span) -> tuple[str, str]:
    """Format qualifier and text: D8 for one day, RD8 for a range."""
    if days.last is None or days.is_one_day:
        return "D8", wire_date(days.first)
    return "RD8", f"{wire_date(days.first)}-{wire_date(days.last)}"


def read_date(text: str) -> date | None:
    """A real calendar day from CCYYMMDD, None otherwise."""
    if not re.fullmatch(r"[0-9]{8}", text):
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def read_span(text: str) -> Span | None:
    """One day or a range `CCYYMMDD-CCYYMMDD`, None when it is neither or ends before it begins."""
    first, _, last = text.partition("-")
    start = read_date(first)
    end = read_date(last) if last else start
    if start is None or end is None or end < start:
        return None
    return Span(start, end)


def wire_quantity(quantity: Decimal | int) -> str:
    """A count without exponent and trailing zeros: `2`, `0.25`."""
    text = f"{Decimal(quantity):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_quantity(text: str) -> Decimal | None:
    """A count as Decimal, None for anything that is not plain ASCII digits."""
    return Decimal(text) if _QUANTITY.fullmatch(text) else None


def person(entity: str, name: Name, *, qualifier: str = "", identifier: str = "") -> Segment:
    """NM1 of a person: entity code, name in parts, and an identifier when there is one."""
    return segment(
        "NM1", entity, "1",
        required_text(name.last, f"NM1*{entity} last name"), wire_text(name.first, 35),
        wire_text(name.middle, 25), "", wire_text(name.suffix, 10),
        qualifier if identifier else "", wire_text(identifier, 80),
    )  # fmt: skip


def organization(entity: str, name: str, *, qualifier: str = "", identifier: str = "") -> Segment:
    """NM1 of an organisation."""
    return segment(
        "NM1", entity, "2", required_text(name, f"NM1*{entity} name"), "", "", "", "",
        qualifier if identifier else "", wire_text(identifier, 80),
    )  # fmt: skip


def postal(address: Address) -> tuple[Segment, Segment]:
    """N3 and N4."""
    return (
        segment("N3", required_text(address.street, "N301", 55), wire_text(address.street2, 55)),
        segment(
            "N4",
            required_text(address.city, "N401", 30),
            wire_text(address.state, 2),
            wire_text(address.postal_code, 15),
        ),
    )


def phone_digits(phone: str) -> str:
    """Ten digits of a US number, '' when there are not ten."""
    digits = re.sub(r"[^0-9]", "", phone)
    digits = digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
    return digits if len(digits) == 10 else ""


def read_name(naming: Segment) -> Name:
    """The name of an NM1, parts as sent."""
    return Name(naming.element(3), naming.element(4), naming.element(5), naming.element(7))
