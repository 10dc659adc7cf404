"""Praktik's matching engine: pure, exact and deterministic. No Django, no third party.

>>> from matching.engine import Applicant, Place, Problem, explain, solve, verify
>>> problem = Problem(
...     seed="9f2c41d07be3a856",
...     places=(Place("h1", 1), Place("h2", 1)),
...     applicants=(Applicant("a1", (("h1",), ("h2",))), Applicant("a2", (("h1",),))),
...     minimum_list=1,
... )
>>> result = solve(problem)
>>> result.pairs
(('a1', 'h2'), ('a2', 'h1'))
>>> verify(problem, result)
[]
>>> [(answer.place, answer.reason) for answer in explain(problem, result, "a1").better]
[('h1', 'places')]

The same input, in whatever order, gives the same answer. ``docs/matching-engine.md`` tells the format, the profiles and
the certificate. Everything the program needs is exported here:

- data: ``Problem`` (``Group``, ``Place``, ``Applicant``), ``Result`` (``Certificate``), ``Changes``, ``BadInput``
- ``solve(problem, profile=None, seed=None)``, ``verify(problem, result)`` (a list of violations, empty if right)
- ``explain``, ``why_not``, ``one_more_seat``, ``best_by_label``; many questions on one result: ``Explainer``
- ``compare(problem, profiles, labels=None)``, ``figures``
- ``rematch(problem, result, changes)``, ``waiting_list_positions(problem, result, listing, may_move=())``
- files: ``read_problem``, ``problem_from``, ``problem_json`` and the same for results and changes; ``write``
"""

from matching.engine.explain import (
    Answer,
    Comparison,
    Explainer,
    Explanation,
    Figures,
    HostExplanation,
    Move,
    Seat,
    best_by_label,
    compare,
    explain,
    figures,
    one_more_seat,
    why_not,
)
from matching.engine.files import (
    changes_from,
    dump,
    problem_from,
    problem_json,
    read_changes,
    read_problem,
    read_result,
    result_from,
    result_json,
    write,
)
from matching.engine.problem import (
    OWN_REASONS,
    PROFILES,
    VERSION,
    Applicant,
    BadInput,
    Certificate,
    Group,
    Place,
    Problem,
    Result,
    check,
)
from matching.engine.rematch import Changes, Rematch, changed, rematch, waiting_list_positions
from matching.engine.run import solve
from matching.engine.verify import verify

__all__ = [
    "OWN_REASONS",
    "PROFILES",
    "VERSION",
    "Answer",
    "Applicant",
    "BadInput",
    "Certificate",
    "Changes",
    "Comparison",
    "Explainer",
    "Explanation",
    "Figures",
    "Group",
    "HostExplanation",
    "Move",
    "Place",
    "Problem",
    "Rematch",
    "Result",
    "Seat",
    "best_by_label",
    "changed",
    "changes_from",
    "check",
    "compare",
    "dump",
    "explain",
    "figures",
    "one_more_seat",
    "problem_from",
    "problem_json",
    "read_changes",
    "read_problem",
    "read_result",
    "rematch",
    "result_from",
    "result_json",
    "solve",
    "verify",
    "waiting_list_positions",
    "why_not",
    "write",
]
