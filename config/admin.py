from django.contrib.admin.apps import AdminConfig


class PraktikAdminConfig(AdminConfig):
    """Django's admin with our own site: second factor asked for, one log-in path."""

    default_site = "praktik.people.admin_site.DeskSite"
