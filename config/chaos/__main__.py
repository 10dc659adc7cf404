"""`python -m config.chaos [--seeds 1 2 3] [--mails 1000] [--kills 100] [--only campaign|worker|redis]`."""

from __future__ import annotations

import argparse
import sys

from config.chaos.campaign import campaign
from config.chaos.outages import only_worker, redis_outages
from config.chaos.site import Site
from config.embedded import StartError


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m config.chaos", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--limit", type=float, default=900, help="seconds for one campaign's kills")
    parser.add_argument("--only", choices=["campaign", "worker", "redis"])
    wanted = parser.parse_args()
    held = True
    try:
        for seed in wanted.seeds if wanted.only in (None, "campaign") else []:
            with Site(seed=seed, delay=0.15) as site:
                held &= campaign(site, seed=seed, mails=wanted.mails, kills=wanted.kills, limit=wanted.limit)
        if wanted.only in (None, "worker"):
            with Site() as site:
                held &= only_worker(site, repeats=5)
        if wanted.only in (None, "redis"):
            with Site() as site:
                held &= redis_outages(site, seconds=15)
    except StartError as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
