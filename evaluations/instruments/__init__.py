"""The question sets as data. A set never changes once somebody has answered it: a change makes a set with a new name,
and questions that mean the same keep their id, so that rounds can be compared.

The questions follow the four levels of Kirkpatrick (reaction, learning, behaviour, results) and the five kinds of
value in the Danish innovation barometer; see docs/evaluation.md.
"""

from evaluations.instruments.base import Instrument, Kind, Question, Reader, Repeat
from evaluations.instruments.set_2027_1 import SET_2027_1

INSTRUMENTS = {instrument.name: instrument for instrument in (SET_2027_1,)}
CURRENT = SET_2027_1

__all__ = ["CURRENT", "INSTRUMENTS", "Instrument", "Kind", "Question", "Reader", "Repeat"]
