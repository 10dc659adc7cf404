"""A good guess at the prices, so that the exact solver has little left to do. The guess decides nothing.

Entropic scaling (Sinkhorn and Knopp 1967; for transport Cuturi 2013): everybody chooses softly between their wishes,
with a temperature, and the price of a place rises by the logarithm of demand over seats. What that does slowly, a
level common to all dear places, is set at once by bisection. Floating point is allowed here alone: whatever comes out
is rounded to integers, and any integers from 0 up lead the solver to the same answer and the same certificate.
"""

from __future__ import annotations

from itertools import chain

import numpy as np

# (temperature, sweeps at it). The unit is a third of what the second wish costs more than the first: a square of ranks.
SCHEDULE = ((8.0, 8), (3.0, 8), (1.0, 10), (0.5, 14))
LEVEL_EACH = 4  # sweeps between two settings of the common level
HALVINGS = 12
HIGH = 2.8
ENDLESS = 690.0  # the exponential of minus this is the smallest that is still a number
RELAXED = 1.6  # steps longer than plain scaling settle sooner
FEW = 60  # people: below, a guess costs more than it saves


def guess(adjacent: list[list[tuple[int, int]]], seats: list[int]) -> list[int]:
    """A price from 0 up for each place, given per person (cost, place) and per place the seats."""
    lengths = np.fromiter(map(len, adjacent), np.int64, len(adjacent))
    if len(adjacent) < FEW or not lengths.all():
        return _of_some(adjacent, seats, lengths)
    numbers = chain.from_iterable(chain.from_iterable(adjacent))
    flat = np.fromiter(numbers, np.float64, 2 * int(lengths.sum()))
    cost, place = flat[0::2], flat[1::2].astype(np.int64)
    first = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    cost = cost - np.repeat(np.minimum.reduceat(cost, first), lengths)
    unit = _unit(cost)
    if unit is None:
        return [0] * len(seats)
    price = _scaled(cost / unit, place, first, np.repeat(np.arange(len(adjacent)), lengths), np.array(seats, float))
    return [int(value) for value in np.rint(price * unit)]


def _of_some(adjacent: list[list[tuple[int, int]]], seats: list[int], lengths: np.ndarray) -> list[int]:
    some = [wishes for wishes in adjacent if wishes]
    if len(some) < FEW:
        return [0] * len(seats)
    return guess(some, seats)


def _unit(cost: np.ndarray) -> float | None:
    """What the costs are measured in: a third of the typical step from the best wish to another."""
    steps = cost[cost > 0]
    return max(1.0, float(np.quantile(steps, 0.1)) / 3) if len(steps) else None


def _scaled(cost: np.ndarray, place: np.ndarray, first: np.ndarray, owner: np.ndarray, seats: np.ndarray) -> np.ndarray:
    price = np.zeros(len(seats))
    open_to = np.maximum(seats, 0.5)  # a place without seats is dear, not endless
    # Where people would rather stay out; no higher than what can be told from 0 at the last temperature.
    highest = min(HIGH * float(np.quantile(cost, 0.99)) + 8.0, ENDLESS * SCHEDULE[-1][0] * 0.7)
    sweep = 0
    for temperature, sweeps in SCHEDULE:
        weight = np.exp(-np.minimum(cost / temperature, ENDLESS))
        out = float(np.exp(-min(highest / temperature, ENDLESS)))
        for _ in range(sweeps):
            sweep += 1
            want = weight * np.exp(-price / temperature)[place]
            if sweep % LEVEL_EACH == 0:
                dear = price > 0.01
                inside = np.add.reduceat(want * dear[place], first)
                outside = np.maximum(np.add.reduceat(want, first) - inside, 0.0) + out
                price[dear] += _level(inside, outside, float(seats[dear].sum()), temperature, highest)
                continue
            want /= (np.add.reduceat(want, first) + out)[owner]
            demand = np.bincount(place, want, len(seats))
            price += RELAXED * temperature * np.log(np.maximum(demand, 1e-9) / open_to)
            np.clip(price, 0.0, 2 * highest, out=price)
    return price


def _level(inside: np.ndarray, outside: np.ndarray, supply: float, temperature: float, highest: float) -> float:
    """By how much to raise all dear places together until what is wanted of them is what they have.

    ``inside``, ``outside``: per person, the weight of dear places and of all else.
    """
    if not supply or float((inside / (inside + outside)).sum()) <= supply:
        return 0.0
    low, high = 0.0, highest
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        scaled = inside * float(np.exp(-middle / temperature))
        if float((scaled / (scaled + outside)).sum()) > supply:
            low = middle
        else:
            high = middle
    return low
