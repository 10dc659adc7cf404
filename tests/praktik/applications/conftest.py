from __future__ import annotations

import pytest

from tests.praktik.applications.helpers import complete_draft


@pytest.fixture
def draft(client):
    """A complete application that has not been sent in; its applicant is logged in."""
    application = complete_draft()
    client.force_login(application.applicant)
    return application
