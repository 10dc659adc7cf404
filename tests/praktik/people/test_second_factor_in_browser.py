"""Second factors in a real browser: a passkey that is made, and then logs in by itself."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from tests.browser import EACH_WIDTH, be, look, opened
from tests.factories import UserFactory


def authenticator(page):
    """A security key that says yes by itself, in the browser of ``page``."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", EACH_WIDTH)
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_passkey_is_made_and_logs_in(live_server, browser, width, language):
    person = UserFactory(name="Anne")
    with translation.override(language):
        index, add, keys, log_in, mine = (
            live_server.url + reverse(name)
            for name in ("mfa_index", "mfa_add_webauthn", "mfa_list_webauthn", "account_login", "my_page")
        )
    with opened(browser, width) as page:
        authenticator(page)
        be(page.context, live_server, person)
        page.goto(index)
        look(page, f"second-factor-{language}")
        page.goto(add)
        look(page, f"reauthenticate-{language}")
        page.fill("[name=password]", "a long enough password")
        page.click("main form [type=submit]")
        page.wait_for_selector("[name=name]")
        look(page, f"passkey-add-{language}")
        assert page.locator("label[for=id_name]").inner_text().split()[0] == {"da": "Navn", "en": "Name"}[language]
        page.fill("[name=name]", "Min telefon")
        page.check("[name=passwordless]")
        page.click("#mfa_webauthn_add")
        page.wait_for_url(lambda url: url != add)
        look(page, f"passkey-made-{language}")
        page.goto(keys)
        look(page, f"passkeys-{language}")
        page.click("a[href*='/edit/']")
        page.wait_for_selector("[name=name]")
        look(page, f"passkey-edit-{language}")
        be(page.context, live_server, None)
        page.goto(log_in)
        look(page, f"log-in-{language}")
        page.click("#passkey_login")
        page.wait_for_url(lambda url: url != log_in)
        page.goto(mine)
        assert page.locator(".site-user").inner_text() == "Anne"
        assert page.problems == []
