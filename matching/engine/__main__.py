"""The engine on the command line, without Django: `python -m matching.engine solve PROBLEM.json -o RESULT.json`.

Exit 0: done. 1: `verify` found violations. 2: something could not be taken; one line says what and where.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from matching.engine.explain import Answer, Explanation, compare, explain
from matching.engine.files import problem_json, read_changes, read_problem, read_result, result_json, write
from matching.engine.problem import PROFILES, BadInput, Problem
from matching.engine.rematch import rematch
from matching.engine.run import solve
from matching.engine.verify import verify


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    arguments = _parser().parse_args(argv)
    try:
        return arguments.command(arguments)
    except BadInput as error:
        print(str(error).replace("\n", " "), file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching.engine", description="Match applicants to places.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Any, *files: str, text: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text)
        sub.set_defaults(command=run)
        for file in files:
            sub.add_argument(file, type=Path, metavar=file.upper())
        return sub

    one = command("solve", _solve, "problem", text="solve a problem and write the result")
    one.add_argument("-o", "--output", type=Path, required=True, metavar="RESULT")
    one.add_argument("--profile", choices=PROFILES)
    one.add_argument("--seed")
    command("verify", _verify, "problem", "result", text="check a result; a line per violation, then exit 1")
    why = command("explain", _explain, "problem", "result", text="why an applicant got what they got")
    why.add_argument("applicant", metavar="APPLICANT")
    why.add_argument("--json", action="store_true")
    command("compare", _compare, "problem", text="the figures of every profile side by side")
    again = command("rematch", _rematch, "problem", "result", "changes", text="solve again after changes")
    again.add_argument("-o", "--output", type=Path, required=True, metavar="RESULT2")
    again.add_argument("--problem", dest="new_problem", type=Path, metavar="PROBLEM2", help="write the changed problem")
    command("stats", _stats, "problem", text="the size of a problem and what is scarce in it")
    return parser


def _solve(arguments: argparse.Namespace) -> int:
    result = solve(read_problem(arguments.problem), arguments.profile, arguments.seed)
    write(arguments.output, result_json(result))
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    problem, result = read_problem(arguments.problem), read_result(arguments.result)
    if result.profile not in PROFILES or not result.seed:
        raise BadInput("profile", f"there is no profile {result.profile!r}, or no seed")
    # A problem may be solved under another profile or seed than its own; the digest tells which was meant.
    violations = verify(problem.using(result.profile, result.seed), result)
    for violation in violations:
        print(violation)
    return 1 if violations else 0


def _explain(arguments: argparse.Namespace) -> int:
    problem, result = _checked(arguments)
    try:
        explanation = explain(problem, result, arguments.applicant)
    except KeyError:
        raise BadInput("", f"there is no applicant {arguments.applicant!r}") from None
    if arguments.json:
        print(json.dumps(asdict(explanation), ensure_ascii=False))
    else:
        print("\n".join(_lines(explanation)))
    return 0


def _checked(arguments: argparse.Namespace) -> tuple[Problem, Any]:
    """A problem and a result that is right: anything built on a wrong one would be wrong too."""
    problem, result = read_problem(arguments.problem), read_result(arguments.result)
    if result.profile not in PROFILES:
        raise BadInput("profile", f"there is no profile {result.profile!r}")
    problem = problem.using(result.profile, result.seed)
    violations = verify(problem, result)
    if violations:
        raise BadInput(str(arguments.result), f"not a right answer to this problem: {violations[0]}")
    return problem, result


SAYS = {
    "same": "there already",
    "forbidden": "not allowed ({answer.detail})",
    "locked": "fixed at {answer.detail}",
    "no_seats": "no seat that could be given",
    "not_wished": "not wished for",
    "floors": "a minimum would be missed",
    "places": "fewer people would have a place",
    "moved": "more people would have to move",
    "wishes": "others would get worse wishes",
    "host_tiers": "the host put others first",
    "waited": "others waited longer",
    "fit": "others fit better",
    "lottery": "a tie, the lottery decided",
}


def _lines(explanation: Explanation) -> list[str]:
    where = "no place" if explanation.place is None else f"{explanation.place}, wish {explanation.wish}"
    lines = [f"{explanation.applicant}: {where}; {'' if explanation.protected else 'not '}protected"]
    return lines + [_line(answer) for answer in explanation.better]


def _line(answer: Answer) -> str:
    change = ", ".join(f"{name} {value:+d}" for name, value in answer.change)
    said = SAYS[answer.reason].format(answer=answer)
    numbers = f" ({change}; others who would move: {answer.others})" if change else ""
    return f"  wish {answer.wish}, {answer.place}: {said}{numbers}"


def _compare(arguments: argparse.Namespace) -> int:
    problem = read_problem(arguments.problem)
    print(f"{'profile':<12} {'people':>7} {'placed':>7} {'first':>7} {'top 3':>7} {'mean':>7} {'worst':>7}")
    for profile in PROFILES:
        try:
            (row,) = compare(problem, [profile])
        except BadInput as error:
            print(f"{profile:<12} {error}")
            continue
        f = row.figures
        mean = "-" if f.mean_rank is None else f"{f.mean_rank:.2f}"
        worst = "-" if f.worst_rank is None else f.worst_rank
        print(f"{profile:<12} {f.people:>7} {f.placed:>7} {f.first_wish:>7} {f.top_three:>7} {mean:>7} {worst:>7}")
    return 0


def _rematch(arguments: argparse.Namespace) -> int:
    problem, result = _checked(arguments)
    after = rematch(problem, result, read_changes(arguments.changes))
    write(arguments.output, result_json(after.result))
    if arguments.new_problem:
        write(arguments.new_problem, problem_json(after.problem))
    for move in after.moves:
        print(f"{move.applicant}: {move.before or '-'} -> {move.after or '-'}")
    return 0


def _stats(arguments: argparse.Namespace) -> int:
    problem = read_problem(arguments.problem)
    index = problem.index
    people = range(len(index.applicants))
    wished: Counter[int] = Counter(place for a in people for place in index.allowed(a))
    first = Counter(place for a in people for place, rank in index.submitted[a].items() if rank == 1)
    rows = [
        ("applicants", len(index.applicants)),
        ("protected", sum(index.protected)),
        ("without a possible wish", sum(1 for last in index.last_rank if last == 0)),
        ("places", len(index.places)),
        ("listings", index.listings),
        ("groups", len(index.groups)),
        ("seats", sum(index.capacity[: len(index.places)])),
        ("wishes", sum(map(len, index.submitted))),
        ("possible pairs", wished.total()),
        ("forbidden pairs", sum(map(len, index.forbidden))),
        ("locked pairs", len(index.locked)),
        ("places nobody wishes for", len(index.places) - len(wished)),
    ]
    for label, value in rows:
        print(f"{label:<26} {value:>8}")
    for place, count in sorted(first.items(), key=lambda item: (-item[1], item[0]))[:5]:
        seats = index.capacity[place]
        print(f"{'most wanted: ' + index.places[place]:<26} {count:>8} first wishes, {seats} seats")
    return 0


if __name__ == "__main__":
    sys.exit(main())
