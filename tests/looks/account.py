"""Account pages: allauth's views in our templates."""

from __future__ import annotations

import re

from django.core.cache import cache

from praktik.mail.models import Mail
from tests.looks.look import NEXT, NO_FORM, PASSWORD, REDIRECTS, TEXT, Elsewhere, Look, Page, Scene

PASSKEY = Elsewhere("tests/praktik/people/test_second_factor_in_browser.py::test_a_passkey_is_made_and_logs_in")
PROVIDER = Elsewhere("tests/praktik/people/test_provider_in_browser.py::test_the_pages_on_the_way")
CONNECTED = Elsewhere("tests/praktik/people/test_provider_in_browser.py::test_to_the_provider_and_back")
NEW = {
    "name": "Åse Ørsted",
    "email": "aase@demo.example",
    "password1": "en ganske lang kode",
    "password2": "en ganske lang kode",
}


def nobody(scene: Scene) -> tuple[()]:
    cache.clear()  # the counts of tries
    return ()


def known(scene: Scene) -> dict[str, str]:
    return {"login": scene.newcomer.email, "password": PASSWORD}


def with_factor(scene: Scene) -> dict[str, str]:
    return {"login": scene.people["consultant"].email, "password": PASSWORD}


def key(scene: Scene) -> tuple[str, str]:
    """What is in a mail about a forgotten password."""
    from django.test import Client  # noqa: PLC0415

    nobody(scene)
    Client().post("/account/password/reset/", {"email": scene.newcomer.email})
    return re.search(r"/key/([0-9A-Za-z]+)-([\w-]+)/", Mail.objects.latest("pk").text).groups()


NEW_PASSWORD = {"password1": "en helt anden kode", "password2": "en helt anden kode"}
TWICE = {"password1": "en helt anden kode", "password2": "noget andet"}

PAGES: dict[str, Page] = {
    "account_login": {
        "empty": Look(nobody),
        "error": Look(nobody, send={"login": "x", "password": ""}, at="login"),
        "filled": Look(nobody, send={"login": "aase@demo.example", "password": "forkert"}, at="login"),
    },
    "account_logout": {"empty": TEXT, "filled": Look(who="newcomer"), "error": NO_FORM},
    "account_inactive": {"empty": TEXT, "filled": Look(), "error": NO_FORM},
    "account_signup": {
        "empty": Look(nobody),
        "error": Look(nobody, send={}, at="password1"),
        "filled": Look(nobody, send={**NEW, "password2": "noget andet"}, at="password1"),
    },
    "account_email_verification_sent": {
        "empty": Look(nobody, start="account_signup", send=NEW, at="password1"),
        "error": Look(nobody, start="account_signup", send=NEW, at="password1", then={"code": "WRONG"}),
        "another address": Look(
            nobody, start="account_email", who="newcomer", fresh=True, at="email",
            send={"email": "ny@demo.example", "action_add": "1"},
        ),
        "filled": NEXT,
    },
    "account_reauthenticate": {
        "empty": Look(who="newcomer"),
        "error": Look(who="newcomer", send={"password": "forkert"}),
        "filled": NEXT,
    },
    "account_email": {
        "empty": Look(who="newcomer", fresh=True),
        "error": Look(nobody, who="newcomer", fresh=True, send={"email": "x", "action_add": "1"}, at="email"),
        "filled": NEXT,
    },
    "account_change_password": {
        "empty": Look(who="newcomer", fresh=True),
        "error": Look(nobody, who="newcomer", fresh=True, send={"oldpassword": "x", **TWICE}),
        "filled": NEXT,
    },
    "account_set_password": {
        "empty": Look(who="without_password", fresh=True),
        "error": Look(who="without_password", fresh=True, send=TWICE),
        "filled": NEXT,
    },
    "account_reset_password": {
        "empty": Look(nobody), "error": Look(nobody, send={"email": "x"}), "filled": NEXT,
    },
    "account_reset_password_done": {
        "empty": TEXT, "error": NO_FORM,
        "filled": Look(nobody, start="account_reset_password", send={"email": "aase@demo.example"}),
    },
    "account_reset_password_from_key": {
        "empty": Look(key),
        "error": Look(key, send=TWICE),
        "filled": NEXT,
        "used": Look(lambda scene: ("1", "x-y")),
    },
    "account_reset_password_from_key_done": {"empty": TEXT, "filled": Look(), "error": NO_FORM},
    "account_request_login_code": {
        "empty": Look(nobody), "error": Look(nobody, send={"email": "x"}), "filled": NEXT,
    },
    "account_confirm_login_code": {
        "empty": Look(nobody, start="account_request_login_code", send=lambda scene: {"email": scene.newcomer.email}),
        "error": Look(
            nobody, start="account_request_login_code", send=lambda scene: {"email": scene.newcomer.email},
            then={"code": "WRONG"},
        ),
        "filled": NEXT,
    },
    "mfa_index": {
        "empty": Look(who="newcomer"), "filled": Look(who="consultant"), "error": NO_FORM,
        "wanted": Look(who="unsecured"),
    },
    "mfa_authenticate": {
        "empty": Look(nobody, start="account_login", send=with_factor, at="login"),
        "error": Look(nobody, start="account_login", send=with_factor, at="login", then={"code": "1"}),
        "filled": NEXT,
    },
    "mfa_reauthenticate": {
        "empty": Look(nobody, who="consultant"),
        "error": Look(nobody, who="consultant", send={"code": "1"}),
        "filled": NEXT,
    },
    "mfa_activate_totp": {
        "empty": Look(who="newcomer", fresh=True),
        "error": Look(nobody, who="newcomer", fresh=True, send={"code": "1"}),
        "filled": NEXT,
    },
    "mfa_deactivate_totp": {
        "empty": TEXT, "filled": Look(who="consultant", fresh=True), "error": NO_FORM,
    },
    "mfa_view_recovery_codes": {
        "empty": REDIRECTS, "error": NO_FORM, "filled": Look(who="with_codes", fresh=True),
    },
    "mfa_generate_recovery_codes": {
        "empty": Look(who="consultant", fresh=True), "error": NO_FORM, "filled": Look(who="with_codes", fresh=True),
    },
    "mfa_list_webauthn": {"empty": Look(who="newcomer", fresh=True), "filled": PASSKEY, "error": NO_FORM},
    "mfa_add_webauthn": {
        "empty": Look(who="newcomer", fresh=True), "filled": PASSKEY,
        "error": Look(nobody, who="newcomer", fresh=True, send={"name": ""}, at="name"),
    },
    "mfa_reauthenticate_webauthn": {"empty": PASSKEY, "filled": NEXT, "error": PASSKEY},
    "mfa_edit_webauthn": {"empty": TEXT, "filled": PASSKEY, "error": PASSKEY},
    "mfa_remove_webauthn": {"empty": TEXT, "filled": PASSKEY, "error": NO_FORM},
    "usersessions_list": {"empty": TEXT, "filled": Look(who="newcomer"), "error": NO_FORM},
    "socialaccount_connections": {"empty": PROVIDER, "filled": CONNECTED, "error": PROVIDER},
    "socialaccount_signup": {"empty": PROVIDER, "error": PROVIDER, "filled": NEXT},
    "openid_connect_login": {"empty": TEXT, "filled": PROVIDER, "error": NO_FORM},
    "openid_connect_callback": {"empty": TEXT, "filled": REDIRECTS, "error": PROVIDER},
}  # fmt: skip
