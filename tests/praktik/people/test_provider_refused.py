"""What a provider does wrong, and what people do wrong on the way: a clear sentence, and nothing has happened."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from praktik.people.models import User
from tests.factories import UserFactory
from tests.provider.process import CALLBACK, KIM, NAME, Visitor

pytestmark = pytest.mark.django_db(transaction=True)
SILENT = f"{NAME} svarer ikke lige nu."
USELESS = f"Vi kan ikke bruge det svar, vi fik fra {NAME}"
ELSEWHERE = "Det tog for lang tid at logge ind, eller også begyndte du i et andet vindue"


def nothing_has_happened(visitor):
    return (visitor.who(), User.objects.count(), SocialAccount.objects.count()) == ("", 0, 0)


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param({"key": "other"}, id="signed by somebody else under the provider's name"),
        pytest.param({"algorithm": "none"}, id="not signed"),
        pytest.param({"algorithm": "HS256"}, id="signed with the public key as if it were a secret"),
        pytest.param({"nameless": True}, id="does not say with which key"),
        pytest.param({"rubbish": True}, id="no token"),
        pytest.param({"lost": True}, id="no ID token"),
        pytest.param({"claims": {"iss": "https://other.example"}}, id="another issuer's"),
        pytest.param({"claims": {"aud": "another"}}, id="for another site"),
        pytest.param({"claims": {"exp": 1_000_000_000}}, id="out of date"),
        pytest.param({"claims": {"sub": ""}}, id="about nobody"),
        pytest.param({"claims": {"sub": "s" * 192}}, id="about somebody with too long a name"),
    ],
)
def test_a_token_that_is_not_the_providers_lets_nobody_in(provider, visitor, forged):
    provider.tells(KIM, forge=forged)
    back = visitor.comes()
    assert (back.status_code, USELESS in back.text) == (401, True)
    assert nothing_has_happened(visitor)
    provider.tells(KIM)
    visitor.comes()
    assert visitor.who() == "Kim Åby"


def test_what_is_told_about_another_subject_is_not_about_this_one(provider, visitor):
    provider.tells(KIM, userinfo={"sub": "somebody else"})
    assert USELESS in visitor.comes().text
    assert nothing_has_happened(visitor)


def test_a_configuration_that_names_another_issuer_is_not_the_providers(provider, visitor):
    provider.tells(KIM, issuer="https://other.example")
    said = visitor.send(visitor.get("/account/login/"), "/provider/log-in/")
    assert (said.status_code, USELESS in said.text) == (401, True)


@pytest.mark.parametrize("part", ["/.well-known/openid-configuration", "/jwks.json", "/userinfo"])
def test_a_provider_that_does_not_answer_is_named(provider, visitor, part):
    there = visitor.leaves()
    provider.tells(KIM, down=part)
    back = visitor.send(there, "/authorize", action="grant")
    assert (back.status_code, SILENT in back.text) == (401, True)
    assert nothing_has_happened(visitor)


def test_a_provider_that_gives_no_token(provider, visitor):
    there = visitor.leaves()
    provider.tells(KIM, down="/token")
    back = visitor.send(there, "/authorize", action="grant")
    assert (back.status_code, USELESS in back.text) == (401, True)
    assert nothing_has_happened(visitor)


@pytest.mark.parametrize(("prefix", "sentence"), [("", SILENT), ("/en", f"{NAME} does not answer at the moment.")])
def test_a_provider_that_is_down_leaves_the_other_ways_in(provider, visitor, prefix, sentence):
    provider.tells(KIM, down="/")
    person = UserFactory(password="the code at ours")
    page = visitor.get(f"{prefix}/account/login/?next={prefix}/my/data/")
    said = visitor.send(page, "/provider/log-in/")
    assert (said.status_code, sentence in said.text) == (401, True)
    visitor.send(page, "/account/login/", login=person.email, password="the code at ours")
    assert visitor.who() == person.name
    said = visitor.send(visitor.get(f"{prefix}/account/provider/"), "/provider/log-in/")
    assert (said.status_code, sentence in said.text) == (401, True)
    assert visitor.who() == person.name


@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [("", f"Du loggede ikke ind med {NAME}."), ("/en", f"You did not log in with {NAME}.")],
)
def test_whoever_gives_up_comes_back_to_the_log_in_in_their_language(provider, visitor, prefix, sentence):
    back = visitor.comes(prefix, answer="cancel")
    assert (back.url, sentence in back.text) == (f"{visitor.url}{prefix}/account/login/", True)
    assert nothing_has_happened(visitor)


def test_whoever_gives_up_connecting_is_still_logged_in(provider, visitor):
    person = UserFactory(password="the code at ours")
    visitor.send(visitor.get("/account/login/"), "/login/", login=person.email, password="the code at ours")
    back = visitor.comes(answer="cancel", page=visitor.get("/account/provider/"))
    assert (back.url, visitor.who()) == (f"{visitor.url}/account/provider/", person.name)


def test_a_refusal_by_the_provider_is_said(provider, visitor):
    state = parse_qs(urlsplit(visitor.leaves().url).query)["state"][0]
    back = visitor.get(f"{CALLBACK}?{urlencode({'state': state, 'error': 'server_error'})}")
    assert (back.status_code, f"{NAME} har ikke lukket dig ind." in back.text) == (401, True)


def answered(visitor):
    """The address, with code and state, to which the provider sends ``visitor`` back; nobody has gone there yet."""
    there = visitor.leaves()
    return visitor.send(there, "/authorize", follow=False, action="grant").headers["Location"]


@pytest.mark.parametrize("state", ["", "another", None])
def test_an_answer_that_nobody_here_asked_for_lets_nobody_in(provider, visitor, state):
    query = parse_qs(urlsplit(answered(visitor)).query)
    changed = {"code": query["code"][0]} | ({} if state is None else {"state": state})
    back = visitor.get(f"{CALLBACK}?{urlencode(changed)}")
    assert (back.status_code, ELSEWHERE in back.text) == (401, True)
    assert nothing_has_happened(visitor)


def test_somebody_elses_answer_lets_nobody_in(provider, visitor, live_server):
    """Whoever is lured to an address with another's code would be logged in as the other."""
    stolen = answered(visitor)
    other = Visitor(live_server.url)
    back = other.get(stolen)
    assert (back.status_code, ELSEWHERE in back.text) == (401, True)
    state = parse_qs(urlsplit(other.leaves().url).query)["state"][0]
    code = parse_qs(urlsplit(stolen).query)["code"][0]
    back = other.get(f"{CALLBACK}?{urlencode({'code': code, 'state': state})}")
    assert (back.status_code, USELESS in back.text) == (401, True)  # the code is good, the proof (PKCE) is not
    assert nothing_has_happened(other)


def test_an_answer_counts_once(provider, visitor):
    address = answered(visitor)
    visitor.get(address)
    assert visitor.who() == "Kim Åby"
    again = visitor.get(address)
    assert (again.status_code, ELSEWHERE in again.text) == (401, True)
    assert visitor.who() == "Kim Åby"


def test_a_get_sends_nobody_to_the_provider(provider, visitor):
    assert visitor.get("/account/provider/log-in/?process=connect").url == f"{visitor.url}/account/login/"
