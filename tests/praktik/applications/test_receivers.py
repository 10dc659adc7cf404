from __future__ import annotations

import pytest

from praktik import clock
from praktik.applications.models import Application
from praktik.applications.states import State
from praktik.history.door import moving
from praktik.mail.models import Mail
from praktik.rounds.models import Round
from praktik.rounds.states import State as RoundState
from tests import factories
from tests.praktik.applications.helpers import mails

pytestmark = pytest.mark.django_db


def test_a_round_that_opens_again_tells_those_with_a_draft_and_nobody_else():
    consultant = factories.UserFactory(roles={"consultant"})
    round_ = factories.RoundFactory()
    draft, _sent, gone = (factories.ApplicationFactory(round=round_) for _ in range(3))
    Application.objects.filter(pk=draft.pk).update(state=State.DRAFT, submitted_at=None)
    Application.objects.filter(pk=gone.pk).update(state=State.WITHDRAWN)
    elsewhere = factories.ApplicationFactory()
    Application.objects.filter(pk=elsewhere.pk).update(state=State.DRAFT, submitted_at=None)
    Round.objects.filter(pk=round_.pk).update(state=RoundState.CLOSED)
    with moving(round_, RoundState.OPEN, by=consultant, now=clock.now()):
        pass
    assert mails() == [("round_reopened", draft.applicant.email)]
    assert draft.purpose not in Mail.objects.get().text
