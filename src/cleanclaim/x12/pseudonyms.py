"""Stand-ins for identifying values: under one key the same value always has the same one.

Numbers keep their length and the kind of every character, and no two numbers of one shape share a stand-in: a
keyed permutation (a Feistel network over the shape's own domain), not a hash cut short. An NPI stays an NPI,
a bank's number one, a number that is none stays none. Names, streets and towns are made up. All days move by
one number of days.
"""

from __future__ import annotations

import hashlib
import re
import string
from dataclasses import dataclass, field
from datetime import date, timedelta

from cleanclaim.core.errors import MisuseError
from cleanclaim.core.identifiers import is_clia, is_npi, is_zip
from cleanclaim.x12.code_shapes import is_routing_number
from cleanclaim.x12.values import is_date

MIN_KEY = 16
_ROUNDS = 8
_LIKE_NPI = re.compile(r"[12][0-9]{9}")
_KINDS = (string.digits, string.ascii_uppercase, string.ascii_lowercase)
_CONSONANTS, _VOWELS = "BDFGKLMNPRSTVZ", "AEIOU"

# Three-digit areas of 20,000 people or fewer, whose digits may not be kept [45 CFR 164.514(b)(2)(i)(B); the
# list of HHS after the census of 2000, unverified against a later one].
_SMALL_AREAS = frozenset(
    [
        *("036", "059", "063", "102", "203", "556", "692", "790", "821"),
        *("823", "830", "831", "878", "879", "884", "890", "893"),
    ]
)


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """One key's stand-ins. MisuseError for a key under sixteen bytes."""

    key: bytes
    _known: dict[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if len(self.key) < MIN_KEY:
            raise MisuseError(f"the key must have at least {MIN_KEY} bytes")

    def number(self, text: str) -> str:
        """For any identifying number: same length, digits for digits, letters for letters."""
        if text not in self._known:
            self._known[text] = self._number(text)
        return self._known[text]

    def _number(self, text: str) -> str:
        if is_npi(text):
            return _with_check_digit(text[0] + self._permuted(text[1:9], leading=False))
        if is_clia(text):
            digits = self._permuted(text[:2] + text[3:], leading=False)
            return f"{digits[:2]}D{digits[2:]}"
        if is_routing_number(text):
            eight = self._permuted(text[:8], leading=False)
            return next(eight + digit for digit in string.digits if is_routing_number(eight + digit))
        # what looks like an NPI and is none goes on looking so; walking on along a permutation keeps it one
        alike = bool(_LIKE_NPI.fullmatch(text))
        found = self._like_npi(text) if alike else self._permuted(text)
        while is_npi(found) or is_routing_number(found) or bool(_LIKE_NPI.fullmatch(found)) is not alike:
            found = self._like_npi(found) if alike else self._permuted(found)
        return found

    def _like_npi(self, text: str) -> str:
        return text[0] + self._permuted(text[1:], leading=False)

    def word(self, text: str, kind: str) -> str:
        """A made-up word for a name or a town; an initial stays one letter."""
        if len(text) == 1:
            return self._permuted(text)
        number = self._digest(f"{kind}|{text.upper()}")
        syllables = []
        for _ in range(4):
            number, first = divmod(number, len(_CONSONANTS))
            number, second = divmod(number, len(_VOWELS))
            syllables.append(_CONSONANTS[first] + _VOWELS[second])
        made = "".join(syllables)
        return made if text.upper() == text else made.capitalize()

    def street(self, text: str) -> str:
        """A made-up address line."""
        return f"{self._digest('street|' + text.upper()) % 9999 + 1} PLACEHOLDER WAY"

    def postal_code(self, text: str) -> str:
        """The first three digits where their area is large enough, then zeros."""
        if not is_zip(text):
            return self.number(text)
        area = "000" if text[:3] in _SMALL_AREAS else text[:3]
        return area + ("00" if len(text) == 5 else "009998")

    def contact(self, text: str, qualifier: str) -> str:
        """A telephone number, address of mail or of the web that belongs to nobody."""
        if qualifier == "EM":
            return f"{self.word(text + ' ', 'mail').lower()}@example.com"
        if qualifier == "UR":
            return "example.com"
        if re.fullmatch(r"[0-9]{10}", text):
            return "5555550" + self._permuted(text[7:], leading=False)
        return self.number(text)

    @property
    def days(self) -> int:
        """How many days every date moves: back by whole weeks, one to eight of them."""
        return -7 * (1 + self._digest("days") % 8)

    def day(self, text: str) -> str:
        """CCYYMMDD or YYMMDD moved; what is no date stays none."""
        if not is_date(text):
            return re.sub(r"[0-9](?=[0-9]{0,3}$)", "9", text) if text.isdigit() else self.number(text)
        full = text if len(text) == 8 else "20" + text
        moved = date(int(full[:4]), int(full[4:6]), int(full[6:])) + timedelta(days=self.days)
        return moved.strftime("%Y%m%d")[-len(text) :]

    def _digest(self, text: str) -> int:
        made = hashlib.blake2b(text.encode("utf-8"), key=self.key[:64], digest_size=64)
        return int.from_bytes(made.digest(), "big")

    def _permuted(self, text: str, *, leading: bool = True) -> str:
        """The stand-in of a text within its shape; with `leading` a first digit stays zero or not zero."""
        letters = ["X" if letter.isalnum() and not letter.isascii() else letter for letter in text]
        spots = [
            (at, alphabet)
            for at, letter in enumerate(letters)
            if (alphabet := _alphabet(letter, at, leading))
        ]
        shape = "".join(
            alphabet[0] if (alphabet := _alphabet(x, at, leading)) else x for at, x in enumerate(letters)
        )
        half = len(spots) // 2
        sides = [_packed(letters, part) for part in (spots[:half], spots[half:])]
        sizes = [_size(part) for part in (spots[:half], spots[half:])]
        for step in range(_ROUNDS):
            here, other = (step + 1) % 2, step % 2
            sides[here] = (sides[here] + self._digest(f"{shape}|{step}|{sides[other]}")) % sizes[here]
        for part, value in zip((spots[:half], spots[half:]), sides, strict=True):
            for at, alphabet in reversed(part):
                value, index = divmod(value, len(alphabet))
                letters[at] = alphabet[index]
        return "".join(letters)


def _alphabet(letter: str, at: int, leading: bool) -> str:  # noqa: FBT001 -- asked by position, twice, here alone
    """The letters that may stand for this one, '' when it stays."""
    kind = next((kind for kind in _KINDS if letter in kind), "")
    if leading and at == 0 and kind == string.digits:
        return "" if letter == "0" else kind[1:]
    return kind


def _packed(letters: list[str], spots: list[tuple[int, str]]) -> int:
    value = 0
    for at, alphabet in spots:
        value = value * len(alphabet) + alphabet.index(letters[at])
    return value


def _size(spots: list[tuple[int, str]]) -> int:
    size = 1
    for _, alphabet in spots:
        size *= len(alphabet)
    return size


def _with_check_digit(nine: str) -> str:
    return next(nine + digit for digit in string.digits if is_npi(nine + digit))
