"""What points to an organisation that was merged into another points to that other one, whoever wrote it.

The database sees to it: a page that was open since before the merge, or a request that waited for it, still says the
old number, and would leave a row where nobody looks any more.
"""

from __future__ import annotations

import pgtrigger

_FOLLOW = """
    IF TG_OP = 'UPDATE' THEN
        IF OLD.{column} IS NOT DISTINCT FROM NEW.{column} THEN
            RETURN NEW;
        END IF;
    END IF;
    SELECT merged_into_id INTO stays FROM praktik_organisation WHERE id = NEW.{column} FOR KEY SHARE;
    IF stays IS NOT NULL THEN
        NEW.{column} := stays;
    END IF;
    RETURN NEW;
"""


def follow_merged(field: str) -> pgtrigger.Trigger:
    """The trigger of a model whose foreign key ``field`` points to an organisation. Waits for a merge under way."""
    column = f"{field}_id"
    return pgtrigger.Trigger(
        name=f"follow_merged_{field}",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(column),
        declare=[("stays", "BIGINT")],
        func=_FOLLOW.format(column=column),
    )
