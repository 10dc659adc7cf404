"""Log-in at the provider that the environment names. Where it names none, none of these addresses is there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount import views as allauth_views
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import translate_url
from django.utils.translation import get_language
from requests import RequestException

from praktik.people.access import public, signed_in
from praktik.people.provider import ProviderAdapter, configured

View = Callable[[HttpRequest], HttpResponse]
_LANGUAGE = "provider_language"


def where_it_is_on(view: View) -> View:
    """404 where no provider is set up."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if configured() is None:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


provider_connections = signed_in(where_it_is_on(allauth_views.connections))
provider_signup = public(where_it_is_on(allauth_views.signup))


@public
@where_it_is_on
def provider_login(request: HttpRequest) -> HttpResponse:
    """Off to the provider, by a page of ours that goes on by itself.

    A redirect would be part of sending the form, which the content security policy lets go nowhere but here; and a
    provider sends people on to others that we do not know.
    """
    if request.method != "POST":
        return redirect("account_login")
    adapter = ProviderAdapter(request)
    connect = request.POST.get("process") == AuthProcess.CONNECT
    process = AuthProcess.CONNECT if connect else AuthProcess.LOGIN
    request.session[_LANGUAGE] = get_language()
    provider = adapter.get_provider()
    try:
        answer = provider.redirect(request, process=process, next_url=get_next_redirect_url(request))
    except (OAuth2Error, RequestException) as error:
        return render_authentication_error(request, provider, exception=error)
    if "Location" not in answer:
        return answer
    return render(request, "socialaccount/onwards.html", {"url": answer["Location"], "name": provider.name})


@public
@where_it_is_on
def provider_callback(request: HttpRequest) -> HttpResponse:
    """Back from the provider, which knows one address of ours; goes on in the language that the visitor left in."""
    language = request.session.get(_LANGUAGE)
    if language in dict(settings.LANGUAGES) and language != get_language():
        return redirect(translate_url(request.get_full_path(), language))
    adapter = ProviderAdapter(request)
    try:
        return OAuth2CallbackView.adapter_view(adapter)(request)
    except (OAuth2Error, RequestException) as error:
        return render_authentication_error(request, adapter.get_provider(), exception=error)
