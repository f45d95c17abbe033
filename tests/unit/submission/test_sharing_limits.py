"""How many sets a batch wants: the limits of partners and of the guide."""

from __future__ import annotations

import pytest

from cleanclaim.core.errors import MisuseError
from cleanclaim.submission.sharing import check_sharing, sets_for, share_out


@pytest.mark.parametrize(
    ("claims", "per_set", "wanted"),
    [(0, 5000, 0), (1, 5000, 1), (5000, 5000, 1), (5001, 5000, 2), (10, 3, 4), (9, 3, 3), (7, 1, 7)],
)
def test_so_many_sets(claims: int, per_set: int, wanted: int) -> None:
    assert sets_for(claims, per_set=per_set) == wanted
    if wanted:
        assert max(len(run) for run in share_out(range(claims), wanted)) <= per_set


@pytest.mark.parametrize("per_set", [0, -1, 5001])
def test_a_limit_that_is_none_is_refused(per_set: int) -> None:
    with pytest.raises(MisuseError):
        sets_for(10, per_set=per_set)


def test_a_set_over_the_limit_is_not_written() -> None:
    check_sharing(5000, 1)
    check_sharing(10000, 2)
    for claims, sets in ((5001, 1), (10001, 2), (3, 4), (0, 0), (3, 0)):
        with pytest.raises(MisuseError):
            check_sharing(claims, sets)
