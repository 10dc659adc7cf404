"""Protection, ranks and levels by hand-made examples: one line of the design each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from matching.engine import Applicant, Group, Place, Problem, solve
from matching.engine.costs import lottery

PLACES = tuple(Place(f"h{k}", 1) for k in range(1, 7))


def protected(problem: Problem) -> bool:
    return problem.index.protected[0]


def person(*names: str, **more: object) -> Problem:
    return Problem("s", PLACES, (Applicant("a", tuple((name,) for name in names), **more),), minimum_list=3)


def test_a_full_list_protects() -> None:
    assert protected(person("h1", "h2", "h3"))
    assert not protected(person("h1", "h2"))


def test_a_short_list_protects_where_no_more_was_open() -> None:
    """Four of six listings are closed to the applicant for reasons of others: two wishes are all there is."""
    short = person("h1", "h2")
    closed = tuple(("a", f"h{k}", "conflict_of_interest") for k in range(3, 7))
    assert protected(replace(short, forbidden=closed))
    assert not protected(replace(short, forbidden=closed[1:]))


@pytest.mark.parametrize("reason", ["no_common_week", "too_far", "language", "length"])
def test_what_the_applicant_chose_shrinks_nothing(reason: str) -> None:
    short = person("h1", "h2")
    chosen = tuple(("a", f"h{k}", reason) for k in range(3, 7))
    assert not protected(replace(short, forbidden=chosen))


def test_a_wish_that_is_not_possible_does_not_count() -> None:
    assert not protected(replace(person("h1", "h2", "h3"), forbidden=(("a", "h1", "conflict_of_interest"),)))


def test_wishes_count_by_listing() -> None:
    """Three weeks of one listing are one wish."""
    places = (*PLACES[:4], Place("w1", 1, listing="l"), Place("w2", 1, listing="l"), Place("w3", 1, listing="l"))
    problem = replace(person("l"), places=places)
    assert not protected(problem)
    assert protected(replace(problem, applicants=(Applicant("a", (("w1",), ("h1",), ("h2",))),)))


def test_the_file_may_say_it_outright() -> None:
    assert protected(person("h1", protected=True))
    assert not protected(person("h1", "h2", "h3", protected=False))


def test_tiers_are_not_renumbered() -> None:
    problem = replace(person("h1", "h2", "h3"), forbidden=(("a", "h1", "too_far"), ("a", "h3", "too_far")))
    assert problem.index.last_rank == [2]
    assert solve(problem).rank_counts == (0, 1)


def test_a_locked_pair_outside_the_list_counts_after_the_last() -> None:
    problem = replace(person("h1", "h2"), locked=(("a", "h6"),))
    result = solve(problem)
    assert result.pairs == (("a", "h6"),)
    assert dict(result.objective)["rank_squares"] == 9


def test_most_placed_places_the_protected_before_better_wishes() -> None:
    problem = Problem(
        "s",
        PLACES[:2],
        (Applicant("a", (("h1",), ("h2",)), protected=True), Applicant("b", (("h1",),), protected=True)),
    )
    assert solve(problem).pairs == (("a", "h2"), ("b", "h1"))


def test_an_unprotected_short_list_moves_nobody_far() -> None:
    """b alone would cost a two steps down; unplaced b costs only rank 2."""
    places = PLACES[:3]
    problem = Problem(
        "s",
        places,
        (
            Applicant("a", (("h1",), ("h2",), ("h3",)), protected=True),
            Applicant("b", (("h1",),), protected=False),
            Applicant("c", (("h2",),), protected=True),
        ),
    )
    assert solve(problem).unplaced == ("b",)


def test_fairest_spares_the_worst_off() -> None:
    """Two at rank 2 are fairer than one at 1 and one at 3, and cost more squares than neither."""
    problem = Problem(
        "s",
        (Place("h1", 1), Place("h2", 1), Place("h3", 1)),
        (
            Applicant("a", (("h1",), ("h2",), ("h3",)), protected=True),
            Applicant("b", (("h3",), ("h1",)), protected=True),
            Applicant("c", (("h3",),), protected=True),
        ),
        profile="fairest",
    )
    result = solve(problem)
    assert [name for name, _ in result.objective[:5]] == ["shortfall", "unplaced", "rank_4", "rank_3", "rank_2"]
    assert result.rank_counts == (1, 2)


def test_best_fit_takes_the_fit_before_the_number() -> None:
    problem = Problem(
        "s",
        (Place("h1", 1), Place("h2", 1)),
        (Applicant("a", (("h1",), ("h2",))), Applicant("b", (("h1",),))),
        fit=(("a", "h1", 100), ("a", "h2", 0), ("b", "h1", 0)),
    )
    assert solve(problem, "best_fit").pairs == (("a", "h1"),)
    assert solve(replace(problem, minimum_list=1)).pairs == (("a", "h2"), ("b", "h1"))


def test_hosts_that_say_nothing_cost_nothing_and_the_unnamed_come_last() -> None:
    problem = Problem(
        "s",
        (Place("h1", 1), Place("h2", 1)),
        (Applicant("a", (("h1", "h2"),)), Applicant("b", (("h1", "h2"),))),
        host_tiers={"h1": (("b",),)},
    )
    result = solve(problem)
    assert result.pairs == (("a", "h2"), ("b", "h1"))
    assert dict(result.objective)["host_tiers"] == 0


def test_who_waited_comes_first_and_three_rounds_are_the_most() -> None:
    problem = Problem(
        "s",
        (Place("h1", 1), Place("h2", 1)),
        (Applicant("a", (("h1",), ("h2",)), waited=1), Applicant("b", (("h1",), ("h2",)), waited=2)),
    )
    assert solve(problem).place_of == {"a": "h2", "b": "h1"}
    assert dict(solve(problem).objective)["waited"] == 2 * 1 + 1 * 2
    long = replace(problem, applicants=(Applicant("a", (("h1",),), waited=9),))
    assert dict(solve(long).objective)["waited"] == 3


def test_nested_capacity_and_a_floor() -> None:
    """The region has one seat for two companies, and the second company has promised to take one."""
    problem = Problem(
        "s",
        (Place("h1", 2, group="c1"), Place("h2", 2, group="c2"), Place("h3", 2)),
        (Applicant("a", (("h1",), ("h3",), ("h2",))), Applicant("b", (("h1",), ("h2",), ("h3",)))),
        groups=(Group("r", 1), Group("c1", 2, parent="r"), Group("c2", 2, minimum=1, parent="r")),
    )
    assert solve(problem).place_of == {"a": "h3", "b": "h2"}


def test_the_draw_is_the_published_formula() -> None:
    """blake2b of compact JSON, computed once by hand: anybody can draw again."""
    import hashlib

    text = b'["9f2c41d07be3a856","a1","h1"]'
    assert lottery("9f2c41d07be3a856", "a1", "h1") == int(hashlib.blake2b(text).hexdigest()[:10], 16)
    assert lottery("9f2c41d07be3a856", "a1", "h1") == 827432462461
    assert lottery("frø", "å") == int(hashlib.blake2b('["frø","å"]'.encode()).hexdigest()[:10], 16)
