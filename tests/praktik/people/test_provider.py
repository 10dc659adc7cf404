"""Log-in at an OpenID provider: a real one, in a process of its own, over real HTTP and with real signatures."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken

from praktik.history.actors import Role
from praktik.history.models import Transition
from praktik.mail.models import Mail
from praktik.organisations import rules
from praktik.organisations.models import Membership
from praktik.organisations.states import MembershipRole
from praktik.organisations.states import State as MembershipState
from praktik.people.models import User
from tests.factories import CompanyFactory, UserFactory
from tests.journeys.site import totp
from tests.provider.process import KIM, NAME, Visitor

pytestmark = pytest.mark.django_db(transaction=True)


def kept():
    return list(SocialAccount.objects.order_by("pk").values_list("user__email", "provider", "uid"))


def test_somebody_new_gets_an_account_under_issuer_and_subject(provider, visitor):
    back = visitor.comes()
    assert (back.status_code, back.url) == (200, f"{visitor.url}/my/")
    assert visitor.who() == "Kim Åby"
    user = User.objects.get()
    assert (user.email, user.name, user.language) == ("kim@demo.example", "Kim Åby", "da")
    assert not user.has_usable_password()
    assert kept() == [("kim@demo.example", provider.url, "kim")]
    assert EmailAddress.objects.values_list("email", "verified").get() == ("kim@demo.example", True)
    assert Mail.objects.count() == 0
    assert SocialToken.objects.count() == 0


def test_whoever_comes_again_is_the_same_whatever_the_address_is_now(provider, visitor, live_server):
    visitor.comes()
    provider.tells({**KIM, "name": "Kim Nu", "email": "kim@nyt.example"})
    again = Visitor(live_server.url)
    again.comes()
    assert again.who() == "Kim Åby"  # what people are called here they say themselves
    assert kept() == [("kim@demo.example", provider.url, "kim")]
    provider.tells({**KIM, "sub": "another", "email": "another@demo.example", "name": "En anden"})
    other = Visitor(live_server.url)
    other.comes()
    assert other.who() == "En anden"
    assert User.objects.count() == 2


def test_the_same_subject_of_another_issuer_is_somebody_else(provider, visitor):
    SocialAccount.objects.create(user=UserFactory(), provider="https://before.example", uid="kim")
    visitor.comes()
    assert visitor.who() == "Kim Åby"
    assert SocialAccount.objects.count() == 2


def test_only_what_is_used_is_kept_of_what_the_provider_tells(provider, visitor):
    provider.tells({**KIM, "cpr": "0102031234", "cvr": "12345678", "birthdate": "2003-02-01"})
    visitor.comes()
    assert SocialAccount.objects.get().extra_data == {
        "iss": provider.url,
        "sub": "kim",
        "name": "Kim Åby",
        "email": "kim@demo.example",
        "email_verified": True,
        "cvr": "12345678",
    }


@pytest.mark.parametrize("verified", [False, "false", None, 1.5, "yes"])
def test_an_address_that_is_not_verified_is_asked_first(provider, visitor, verified):
    provider.tells({**KIM, "email_verified": verified})
    back = visitor.comes()
    assert back.url == f"{visitor.url}/account/confirm-email/"
    assert visitor.who() == ""
    assert EmailAddress.objects.values_list("email", "verified").get() == ("kim@demo.example", False)
    assert list(Mail.objects.values_list("to", flat=True)) == ["kim@demo.example"]


def test_where_the_address_is_verified_it_is_the_address_of_the_same_source(provider, visitor):
    """A token with an address that is verified, and a page about the user with another that is not, or the reverse."""
    provider.tells(KIM, userinfo={"email": "boss@demo.example", "email_verified": True})
    visitor.comes()
    assert EmailAddress.objects.values_list("email", "verified").get() == ("kim@demo.example", True)


def test_whoever_tells_no_address_is_asked_for_one(provider, visitor):
    provider.tells({"sub": "kim", "name": "Kim Åby"})
    asked = visitor.comes()
    assert asked.url == f"{visitor.url}/account/provider/sign-up/"
    assert f"{NAME} har fortalt os, hvem du er." in asked.text
    assert 'value="Kim Åby"' in asked.text
    wrong = visitor.send(asked, "/sign-up/", email="not an address")
    assert (wrong.status_code, 'id="id_email"' in wrong.text) == (200, True)
    back = visitor.send(wrong, "/sign-up/", email="kim@demo.example")
    assert back.url == f"{visitor.url}/account/confirm-email/"
    assert kept() == [("kim@demo.example", provider.url, "kim")]


# --- an account that is here already ------------------------------------------------------------------------------


def test_an_account_with_the_same_address_is_not_taken_over(provider, visitor):
    mine = UserFactory(email="kim@demo.example", name="Kim her", password="the code at ours")
    back = visitor.comes()
    assert "Der er allerede en konto med adressen kim@demo.example. Log ind på den, som du plejer." in back.text
    assert (visitor.who(), kept(), User.objects.count()) == ("", [], 1)
    inside = visitor.send(back, "/account/login/", login="kim@demo.example", password="the code at ours")
    assert inside.url == f"{visitor.url}/account/provider/"
    assert kept() == []
    asked = visitor.comes(page=inside)
    assert kept() == []  # whoever sits at an open browser has not shown that the account is theirs
    done = visitor.send(asked, "/reauthenticate/", password="the code at ours")
    assert "Din konto er forbundet." in done.text
    assert kept() == [("kim@demo.example", provider.url, "kim")]
    again = Visitor(visitor.url)
    again.comes()
    assert again.who() == "Kim her"
    mine.refresh_from_db()
    assert mine.check_password("the code at ours")


def test_an_address_that_nobody_verified_does_not_tell_whether_there_is_an_account(provider, visitor):
    UserFactory(email="kim@demo.example")
    provider.tells({**KIM, "email_verified": False})
    back = visitor.comes()
    assert back.url == f"{visitor.url}/account/confirm-email/"
    assert (visitor.who(), kept(), User.objects.count()) == ("", [], 1)
    assert list(Mail.objects.values_list("to", flat=True)) == ["kim@demo.example"]


def test_a_log_in_of_another_account_is_not_moved_and_one_of_ones_own_can_be_removed(provider, visitor):
    visitor.comes()
    other = UserFactory(password="the code at ours")
    second = Visitor(visitor.url)
    page = second.send(second.get("/account/login/"), "/account/login/", login=other.email, password="the code at ours")
    said = second.comes(page=second.get("/account/provider/"))
    said = second.send(said, "/reauthenticate/", password="the code at ours")
    assert "hører til en anden konto her" in said.text
    assert kept() == [("kim@demo.example", provider.url, "kim")]
    page = visitor.get("/account/provider/")
    refused = visitor.send(page, "/account/provider/")
    assert "har ingen adgangskode" in refused.text
    assert len(kept()) == 1
    kim = User.objects.get(email="kim@demo.example")
    kim.set_password("the code at ours")
    kim.save()
    visitor.comes()
    page = visitor.send(visitor.get("/account/provider/"), "/account/provider/")
    done = visitor.send(page, "/reauthenticate/", password="the code at ours")
    assert "Forbindelsen er fjernet" in done.text
    assert kept() == []


# --- staff --------------------------------------------------------------------------------------------------------


def test_staff_give_their_second_factor_here_whatever_the_provider_asked_of_them(provider, visitor):
    consultant = UserFactory(roles={Role.CONSULTANT}, second_factor=False)
    SocialAccount.objects.create(user=consultant, provider=provider.url, uid="kim")
    provider.tells({**KIM, "amr": ["mfa"], "acr": "https://data.gov.dk/concept/core/nsis/loa/High", "cvr": "12345678"})
    visitor.comes()
    assert visitor.who() == consultant.name
    assert visitor.get("/admin/").url == f"{visitor.url}/account/2fa/"
    secret = generate_totp_secret()
    TOTP.activate(consultant, secret)
    company = CompanyFactory()
    provider.tells({**KIM, "cvr": company.cvr})
    again = Visitor(visitor.url)
    asked = again.comes()
    assert asked.url == f"{visitor.url}/account/2fa/authenticate/"
    assert (again.who(), Membership.objects.count()) == ("", 0)
    again.send(asked, "/authenticate/", code=totp(secret))
    assert (again.who(), Membership.objects.count()) == (consultant.name, 1)
    assert again.get("/admin/").url == f"{visitor.url}/admin/"


# --- the workplace ------------------------------------------------------------------------------------------------


def test_the_cvr_number_ties_the_person_to_the_workplace_without_a_request(provider, visitor):
    company = CompanyFactory()
    provider.tells({**KIM, "cvr": company.cvr})
    visitor.comes()
    tie = Membership.objects.get()
    assert (tie.user.email, tie.organisation, tie.role, tie.state) == (
        "kim@demo.example", company, MembershipRole.EMPLOYEE, MembershipState.CONFIRMED,
    )  # fmt: skip
    assert Transition.objects.of(tie).last().why == rules.CLAIMED
    assert rules.acts_for(tie.user, company) is False
    Visitor(visitor.url).comes()
    assert Transition.objects.of(tie).count() == 2


@pytest.mark.parametrize("cvr", ["90000007", "12345678", "", "not a number", ["90000007"], 7])
def test_a_number_that_nothing_here_has_changes_nothing(provider, visitor, cvr):
    provider.tells({**KIM, "cvr": cvr})
    visitor.comes()
    assert visitor.who() == "Kim Åby"
    assert Membership.objects.count() == 0


# --- off ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/en"])
def test_where_no_provider_is_named_there_is_no_button_and_no_address(client, language):
    SocialApp.objects.create(provider="openid_connect", provider_id="https://evil.example", name="Evil", client_id="x")
    for path in ("", "log-in/", "log-in/callback/", "sign-up/"):
        for method in (client.get, client.post):
            client.force_login(UserFactory())
            assert method(f"{language}/account/provider/{path}").status_code == 404
            client.logout()
            assert method(f"{language}/account/provider/{path}").status_code in ((404,) if path else (302, 404))
    for gone in ("3rdparty/", "3rdparty/signup/", "oidc/x/login/", "social/signup/"):
        assert client.get(f"{language}/account/{gone}").status_code in (302, 404)
        client.force_login(UserFactory())
        assert client.get(f"{language}/account/{gone}").status_code == 404
        client.logout()
    assert "Evil" not in client.get(f"{language}/account/login/").content.decode()
    client.force_login(UserFactory())
    assert "/account/provider/" not in client.get(f"{language}/my/").content.decode()


def test_a_provider_in_the_database_lets_nobody_in_where_the_environment_names_another(provider, client):
    SocialApp.objects.create(provider="openid_connect", provider_id="https://evil.example", name="Evil", client_id="x")
    page = client.get("/account/login/").content.decode()
    assert ("Evil" in page, f"Log ind med {NAME}" in page) == (False, True)
