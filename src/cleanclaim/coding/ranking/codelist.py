"""The codes of one edition by number, and the leaf that stands for a heading when no more is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from cleanclaim.reference.icd10cm import Tabular

# the leaf for a heading without more: `unspecified`, or no complication; not `with unspecified complications`
_UNSAID = re.compile(r"(?<!with )(?<!with other )(?:\bunspecified|without complications?$)", re.IGNORECASE)
_PLACEHOLDERS = re.compile(r"X*[A-Z]?")


class CodeList:
    """All listed codes in order. A code that only wants its 7th character counts as a leaf.

    Index mode says what a text mentions, and a text that does not tell the encounter settles no 7th
    character; claims get theirs in billable mode.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.codes: tuple[str, ...] = tuple(arrays["codes"].tolist())
        self.number = {code: place for place, code in enumerate(self.codes)}
        self.unsaid: NDArray[np.bool_] = arrays["unsaid"]
        self.is_leaf: NDArray[np.bool_] = arrays["is_leaf"]
        self.length: NDArray[np.int64] = arrays["length"]
        self.category: NDArray[np.int64] = arrays["category"]
        self.letter: NDArray[np.int64] = arrays["letter"]
        self._leaf_of: dict[str, int | None] = {}

    def find(self, code: str) -> int | None:
        """The number of the leaf that a code leads to: itself, its stem, or a heading's unspecified leaf."""
        if code not in self._leaf_of:
            self._leaf_of[code] = self._settled(code)
        return self._leaf_of[code]

    def _settled(self, code: str) -> int | None:
        own = code
        while own not in self.number:
            own = own[:-1].rstrip(".")
            if len(own) < 3:
                return None
        number, bare = self.number[own], code.replace(".", "")
        if own != code and not self._only_lacks_the_seventh(number, bare):
            return None
        while not self.is_leaf[number]:
            children = self._children(number)
            better = [each for each in children if self.unsaid[each]]
            # of several the one that the list's habit of numbering sets apart for it: 9, else 0
            plain = [each for last in "90" for each in better if self.codes[each].endswith(last)] or better
            if not better or (len(better) > 1 and plain is better):
                return None
            number = plain[0]
        return number

    def _only_lacks_the_seventh(self, number: int, bare: str) -> bool:
        rest = bare[self.length[number] :]
        return bool(self.is_leaf[number]) and bool(
            _PLACEHOLDERS.fullmatch(rest) or (len(bare) == 7 and len(rest) == 1)
        )

    def _children(self, number: int) -> list[int]:
        own, found, shortest = self.codes[number].replace(".", ""), [], 9
        for place in range(number + 1, len(self.codes)):
            bare = self.codes[place].replace(".", "")
            if not bare.startswith(own):
                break
            if len(bare) <= shortest:
                shortest = len(bare)
                found.append(place)
        return [each for each in found if self.length[each] == shortest]


def arrays_of(tabular: Tabular) -> dict[str, NDArray[Any]]:
    """The arrays of an edition's list, to be kept: its codes, and which titles leave something unsaid."""
    titles = sorted((each.code, each.text) for each in tabular.every_phrase() if each.kind == "title")
    bare = [code.replace(".", "") for code, _ in titles]
    heads = [each[:3] for each in bare]
    place = {each: number for number, each in enumerate(sorted(set(heads)))}
    return {
        "codes": np.array([code for code, _ in titles]),
        "unsaid": np.array([bool(_UNSAID.search(title)) for _, title in titles]),
        "is_leaf": np.array(
            [not after.startswith(own) for own, after in zip(bare, [*bare[1:], ""], strict=True)]
        ),
        "length": np.array([len(each) for each in bare]),
        "category": np.array([place[each] for each in heads]),
        "letter": np.array([ord(each[0]) - 65 for each in bare]),
    }
