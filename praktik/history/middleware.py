from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware


class ActorMiddleware(HistoryMiddleware):
    """Links every row that a trigger writes during a request to the user who made it. No addresses are kept."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": request.user.pk if request.user.is_authenticated else None}
