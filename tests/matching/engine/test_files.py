"""The file interface: what is refused, where, and that what is written is read back the same."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from matching.engine import (
    BadInput,
    Problem,
    changes_from,
    problem_from,
    problem_json,
    read_problem,
    result_from,
    result_json,
    solve,
    verify,
)
from matching.engine.__main__ import main
from tests.matching.engine.problems import problems

EXAMPLE: dict[str, Any] = {
    "format": "praktik-matching/1",
    "seed": "9f2c41d07be3a856",
    "profile": "most_placed",
    "minimum_list": 5,
    "groups": [{"id": "c7", "capacity": 3, "minimum": 0, "parent": None}],
    "places": [
        {"id": "h1", "listing": "h1", "week": "2027-W12", "capacity": 2, "minimum": 0, "group": "c7"},
        {"id": "h2", "capacity": 1, "group": None},
    ],
    "applicants": [
        {"id": "a1", "wishes": [["h1"], ["h2"]], "waited": 0},
        {"id": "a2", "wishes": [["h1", "h2"]]},
    ],
    "host_tiers": {"h1": [["a2"], ["a1"]]},
    "fit": [["a1", "h1", 73]],
    "locked": [["a1", "h1"]],
    "forbidden": [["a2", "h1", "conflict_of_interest"]],
}


def at(**changes: Any) -> dict[str, Any]:
    """The example with ``path__to__key=value``."""
    data = copy.deepcopy(EXAMPLE)
    for path, value in changes.items():
        *way, last = (int(step) if step.isdigit() else step for step in path.split("__"))
        row: Any = data
        for step in way:
            row = row[step]
        row[last] = value
    return data


def less(*path: Any) -> dict[str, Any]:
    data = copy.deepcopy(EXAMPLE)
    *way, last = path
    row: Any = data
    for step in way:
        row = row[step]
    del row[last]
    return data


WEEKS = [
    {"id": "h1", "listing": "l1", "capacity": 2},
    {"id": "h2", "listing": "l1", "capacity": 1},
]

REFUSED: dict[str, dict[str, Any]] = {
    ": [] is not an object": [],  # type: ignore[dict-item]  # the point of the case
    "format: 'x' is not 'praktik-matching/1'": at(format="x"),
    "format: is missing": less("format"),
    "seed: is missing": less("seed"),
    "seed: 7 is not a text": at(seed=7),
    "seed: a problem needs a seed, a text that is not empty": at(seed=""),
    "profile: there is no profile 'best': most_placed, fairest, best_fit, stable": at(profile="best"),
    "minimum_list: -1 is negative": at(minimum_list=-1),
    "weights: there is no such key": at(weights={}),
    "places[1].capasity: there is no such key": at(places__1__capasity=3),
    "applicants: {} is not a list": at(applicants={}),
    "applicants[1].wishes[0]: 'h1' is not a list": at(applicants__1__wishes=["h1"]),
    # unknown ids
    "applicants[1].wishes[0][1]: there is no place or listing 'h9'": at(applicants__1__wishes=[["h1", "h9"]]),
    "places[1].group: there is no group 'c9'": at(places__1__group="c9"),
    "groups[0].parent: there is no group 'c9'": at(groups__0__parent="c9"),
    "host_tiers['h1'][1][0]: there is no applicant 'a9'": at(host_tiers__h1=[["a2"], ["a9"]]),
    "host_tiers['h9']: there is no place or listing 'h9'": at(host_tiers={"h9": []}),
    "fit[0][0]: there is no applicant 'a9'": at(fit=[["a9", "h1", 1]]),
    "fit[0][1]: there is no place or listing 'h9'": at(fit=[["a1", "h9", 1]]),
    "locked[0][0]: there is no applicant 'a9'": at(locked=[["a9", "h1"]]),
    "locked[0][1]: there is no place or listing 'h9'": at(locked=[["a1", "h9"]]),
    "forbidden[0][0]: there is no applicant 'a9'": at(forbidden=[["a9", "h1", "x"]]),
    "forbidden[0][1]: there is no place or listing 'h9'": at(forbidden=[["a1", "h9", "x"]]),
    "held[0][0]: there is no applicant 'a9'": at(held=[["a9", "h1"]]),
    # twice
    "applicants[0].wishes[1]: 'a1' wishes for 'h1' twice": at(applicants__0__wishes=[["h1"], ["h1"]]),
    "applicants[0].wishes[0]: 'a1' wishes for 'h1' twice": at(applicants__0__wishes=[["h1", "h1"]]),
    "applicants[0].wishes[1]: 'a1' wishes for 'h2' twice": at(
        places=WEEKS, locked=[], host_tiers={}, fit=[], forbidden=[], applicants__0__wishes=[["l1"], ["h2"]]
    ),
    "applicants[1].id: 'a1' is there twice": at(applicants__1__id="a1"),
    "places[1].id: 'h1' is there twice": at(places__1__id="h1"),
    "groups[1].id: 'c7' is there twice": at(groups=[EXAMPLE["groups"][0]] * 2),
    "host_tiers['h1'][1][0]: 'a2' is named twice": at(host_tiers__h1=[["a2"], ["a2"]]),
    "fit[1]: a second fit of 'a1' at 'h1'": at(fit=[["a1", "h1", 73], ["a1", "h1", 73]]),
    "locked[1][0]: 'a1' is locked twice": at(locked=[["a1", "h1"], ["a1", "h2"]]),
    "places[1].listing: 'h1' is also the id of a place": at(places__1__listing="h1"),
    # numbers
    "places[0].capacity: -2 is negative": at(places__0__capacity=-2),
    "places[0].capacity: 1.5 is not a whole number": at(places__0__capacity=1.5),
    "places[0].capacity: 2.0 is not a whole number": at(places__0__capacity=2.0),
    "places[0].capacity: '2' is not a whole number": at(places__0__capacity="2"),
    "places[0].capacity: True is not a whole number": at(places__0__capacity=True),
    "places[0].capacity: the number is too large": at(places__0__capacity=2**63),
    "groups[0].minimum: -1 is negative": at(groups__0__minimum=-1),
    "applicants[0].waited: 0.5 is not a whole number": at(applicants__0__waited=0.5),
    "fit[0][2]: 101 is more than 100": at(fit=[["a1", "h1", 101]]),
    "fit[0][2]: -1 is negative": at(fit=[["a1", "h1", -1]]),
    "applicants[0].protected: 1 is not true, false or null": at(applicants__0__protected=1),
    # trees and floors
    "groups[0].parent: the group 'c7' lies in a cycle of groups": at(groups__0__parent="c7"),
    "groups[0].parent: the group 'a' lies in a cycle of groups": at(
        groups=[{"id": "a", "capacity": 1, "parent": "b"}, {"id": "b", "capacity": 1, "parent": "a"}],
        places__0__group="a",
    ),
    "places[0].minimum: the minimum 3 of 'h1' is above its capacity 2": at(places__0__minimum=3),
    "groups[0].minimum: the minimum 4 of 'c7' is above its capacity 3": at(groups__0__minimum=4),
    "places[0].minimum: the profile 'stable' takes no minimums": at(places__0__minimum=1, profile="stable"),
    "places[0].group: overlapping quotas cannot be solved exactly": at(places__0__group=["c7", "c8"]),
    "applicants[0].with: couples cannot be solved exactly": at(applicants__0__with="a2"),
    "host_tiers['h1']: 5 tiers, but at most 4 are taken": at(host_tiers__h1=[[], [], [], [], []]),
    # locks
    "locked[1]: more are locked in 'h2' than its capacity 1": at(locked=[["a1", "h2"], ["a2", "h2"]]),
    "locked[0]: more are locked in 'c7' than its capacity 0": at(groups__0__capacity=0),
    "locked[0]: 'a1' at 'h1' is also forbidden (too_far)": at(forbidden=[["a1", "h1", "too_far"]]),
    "locked[0][1]: the listing 'l1' has several places: name one of them": at(
        places=WEEKS, locked=[["a1", "l1"]], host_tiers={}
    ),
    "forbidden[0][2]: a forbidden pair needs the name of its reason": at(forbidden=[["a2", "h1", ""]]),
    "forbidden[0]: ['a2', 'h1'] is not a list of 3": at(forbidden=[["a2", "h1"]]),
    "applicants[0].id: an id is empty": at(applicants__0__id="", locked=[], fit=[], host_tiers={}),
    "applicants[0].id: '\\ud800' cannot be written as UTF-8": at(applicants__0__id="\ud800"),
}


@pytest.mark.parametrize("line", REFUSED)
def test_refused_with_the_place_in_the_file(line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One clear line, exit 2, no traceback, nothing written."""
    file, output = tmp_path / "problem.json", tmp_path / "result.json"
    file.write_text(json.dumps(REFUSED[line]))
    assert main(["solve", str(file), "-o", str(output)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(line.removeprefix(": "))
    assert said.err.count("\n") == 1
    assert not output.exists()


BROKEN = {
    b'{"format": ': "not JSON: Expecting value in line 1, column 12",
    b"\xff": "not UTF-8 at byte 0",
    b'{"format": "praktik-matching/1", "format": "x"}': "the key 'format' is there twice in one object",
    b'{"minimum_list": NaN}': "NaN is not a number of JSON",
    b'{"minimum_list": ' + b"9" * 5000 + b"}": "a number is too long",
    b"[" * 100_000: "nested too deep",
}


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_json_is_refused(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "problem.json"
    file.write_bytes(content)
    assert main(["stats", str(file)]) == 2
    said = capsys.readouterr().err
    assert BROKEN[content] in said
    assert said.count("\n") == 1


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", str(tmp_path / "none.json")]) == 2
    assert capsys.readouterr().err.endswith("none.json: No such file or directory\n")


def test_problems_made_in_code_are_checked_alike() -> None:
    with pytest.raises(BadInput, match=r"^seed: "):
        solve(Problem("", (), ()))
    with pytest.raises(BadInput, match=r"^profile: "):
        solve(Problem("s", (), ()), "best")


def test_ids_are_read_in_one_unicode_form() -> None:
    """é as one character and as e with an accent are the same id in a file."""
    one, two = "caf\u00e9", "cafe\u0301"
    data = at(applicants__0__wishes=[[two]], places__1__id=one, applicants__1__wishes=[["h1"]])
    problem = problem_from(data)
    assert problem.places[1].id == one
    assert problem.applicants[0].wishes == ((one,),)
    assert (
        problem.digest
        == problem_from(at(applicants__0__wishes=[[one]], places__1__id=one, applicants__1__wishes=[["h1"]])).digest
    )


@settings(max_examples=120, deadline=None)
@given(problem=problems(profiles=("most_placed", "fairest", "best_fit", "stable"), rematch=None))
def test_what_is_written_is_read_back(problem: Problem) -> None:
    if problem.profile == "stable" and any(node.minimum for node in (*problem.places, *problem.groups)):
        return
    again = problem_from(json.loads(json.dumps(problem_json(problem))))
    assert again.digest == problem.digest
    result = solve(problem)
    back = result_from(json.loads(json.dumps(result_json(result))))
    assert back == result
    assert verify(again, back) == []


BAD_RESULTS: dict[str, Any] = {
    "pairs[0]: ['a1'] is not a list of 2": {"pairs": [["a1"]]},
    "certificate.places['h1'][0]: 1.5 is not a whole number": {
        "certificate": {"levels": [], "places": {"h1": [1.5]}, "groups": {}, "applicants": {}}
    },
    "objective[0][1]: None is not a whole number": {"objective": [["shortfall", None]]},
    "proof: there is no such key": {"proof": 1},
}


@pytest.mark.parametrize("line", BAD_RESULTS)
def test_results_are_read_as_strictly(line: str) -> None:
    data = result_json(solve(problem_from(EXAMPLE))) | BAD_RESULTS[line]
    with pytest.raises(BadInput) as refused:
        result_from(data)
    assert str(refused.value).startswith(line)


def test_changes_are_read_as_strictly() -> None:
    with pytest.raises(BadInput, match=r"^capacity\[0\]\[1\]: -1 is negative"):
        changes_from({"format": "praktik-match-changes/1", "capacity": [["h1", -1]]})
    with pytest.raises(BadInput, match=r"^told: 'a1' is not a list"):
        changes_from({"format": "praktik-match-changes/1", "told": "a1"})


# --- the command line -------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    names = {name: str(tmp_path / f"{name}.json") for name in ("problem", "result", "changes", "problem2", "result2")}
    Path(names["problem"]).write_text(json.dumps(EXAMPLE))
    changes = {
        "format": "praktik-match-changes/1",
        "told": ["a2"],
        "declined": [["a1", "h1"]],
        "capacity": [["h2", 2]],
        "added_places": [],
    }
    Path(names["changes"]).write_text(json.dumps(changes))
    return names


def test_the_whole_way_by_command(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    problem, result = files["problem"], files["result"]
    assert main(["solve", problem, "-o", result]) == 0
    assert json.loads(Path(result).read_text())["pairs"] == [["a1", "h1"], ["a2", "h2"]]
    assert main(["verify", problem, result]) == 0
    assert capsys.readouterr().out == ""
    assert main(["explain", problem, result, "a2"]) == 0
    assert capsys.readouterr().out == "a2: h2, wish 1; protected\n"
    assert main(["explain", problem, result, "a2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "applicant": "a2", "place": "h2", "rank": 1, "wish": 1, "protected": True, "better": []
    }  # fmt: skip
    assert main(["compare", problem]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 5
    assert main(["stats", problem]) == 0
    assert "possible pairs" in capsys.readouterr().out
    rematch = ["rematch", problem, result, files["changes"], "-o", files["result2"], "--problem", files["problem2"]]
    assert main(rematch) == 0
    assert capsys.readouterr().out == "a1: h1 -> h2\n"
    assert main(["verify", files["problem2"], files["result2"]]) == 0
    assert verify(read_problem(files["problem2"]), result_from(json.loads(Path(files["result2"]).read_text()))) == []


def test_verify_says_each_violation_and_exits_1(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["solve", files["problem"], "-o", files["result"]])
    data = json.loads(Path(files["result"]).read_text())
    Path(files["result"]).write_text(json.dumps(data | {"pairs": [["a1", "h2"]], "unplaced": ["a2"]}))
    assert main(["verify", files["problem"], files["result"]]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "locked: 'a1' is not at 'h1'" in lines
    assert len(lines) > 1
    assert main(["explain", files["problem"], files["result"], "a1"]) == 2
    assert "not a right answer to this problem" in capsys.readouterr().err


def test_another_profile_and_seed(files: dict[str, str]) -> None:
    assert main(["solve", files["problem"], "-o", files["result"], "--profile", "fairest", "--seed", "x"]) == 0
    assert main(["verify", files["problem"], files["result"]]) == 0
    data = json.loads(Path(files["result"]).read_text())
    assert (data["profile"], data["seed"]) == ("fairest", "x")


def test_compare_says_where_a_profile_cannot_be(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(at(places__0__minimum=1)))
    assert main(["compare", str(file)]) == 0
    assert "stable       places[0].minimum: the profile 'stable' takes no minimums" in capsys.readouterr().out


def test_an_unknown_applicant(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["solve", files["problem"], "-o", files["result"]])
    assert main(["explain", files["problem"], files["result"], "a9"]) == 2
    assert capsys.readouterr().err == "there is no applicant 'a9'\n"


def test_it_runs_without_django(files: dict[str, str]) -> None:
    """In a process where importing Django, NumPy's neighbours or a database driver would fail."""
    code = (
        "import sys\n"
        "for name in ('django', 'psycopg2', 'celery', 'redis'): sys.modules[name] = None\n"
        "from matching.engine.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", code, "solve", files["problem"], "-o", files["result"]]
    assert subprocess.run(command, cwd=root, check=False).returncode == 0
    module = [sys.executable, "-m", "matching.engine", "verify", files["problem"], files["result"]]
    assert subprocess.run(module, cwd=root, check=False).returncode == 0
