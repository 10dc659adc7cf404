"""Addresses. Danish pages stand at the root, English ones under /en/; machine addresses have no language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from praktik.home import views
from praktik.mail.webhook import webhook_patterns
from praktik.work.views import metrics

urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("version", views.version, name="version"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("metrics", metrics, name="metrics"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    *webhook_patterns(),
    *i18n_patterns(
        path("", include("praktik.urls")),
        path("", include("matching.urls")),
        path("", include("evaluations.urls")),
        path("account/", include("praktik.people.urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]

handler400 = "praktik.home.errors.bad_request"
handler403 = "praktik.home.errors.forbidden"
handler404 = "praktik.home.errors.not_found"
handler500 = "praktik.home.errors.server_error"
