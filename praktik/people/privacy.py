from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.sessions.models import Session
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from praktik.people.models import ERASED, User
from praktik.privacy.registry import Period, classify
from praktik.privacy.retention import keep, since

classify(
    User,
    purpose="log in and be reached",
    period=Period.ACCOUNT,
    person="pk",
    plain=["id", "language", "is_active", "is_staff", "is_superuser", "groups", "user_permissions", "joined_at"],
    identity=["name"],
    contact=["email", "phone"],
    security=["password", "last_login"],
    secret=["password"],
    instead={"email": Concat(Value("erased-"), Cast(F("pk"), CharField()), Value(ERASED))},
)
classify(
    EmailAddress,
    purpose="confirm the address that is logged in with",
    period=Period.ACCOUNT,
    person="user",
    row=True,
    plain=["id", "verified", "primary"],
    contact=["user", "email"],
)
classify(
    EmailConfirmation,
    purpose="confirm the address that is logged in with",
    period=Period.ACCOUNT,
    person="email_address__user",
    row=True,
    plain=["id", "created", "sent"],
    security=["email_address", "key"],
    secret=["key"],
)
classify(
    Authenticator,
    purpose="second factor and passkeys",
    period=Period.ACCOUNT,
    person="user",
    row=True,
    plain=["id", "type", "created_at", "last_used_at"],
    security=["user", "data"],
    secret=["data"],
)
classify(
    UserSession,
    purpose="show people where they are logged in",
    period=Period.LOG,
    person="user",
    row=True,
    plain=["id", "created_at", "last_seen_at", "data"],
    security=["user", "ip", "session_key", "user_agent"],
    secret=["session_key"],
)
classify(
    SocialAccount,
    purpose="log in with an employer's identity provider",
    period=Period.ACCOUNT,
    person="user",
    row=True,
    plain=["id", "provider", "last_login", "date_joined"],
    identity=["user", "uid", "extra_data"],
)
classify(
    SocialApp,
    purpose="set up identity providers",
    period=Period.FOREVER,
    plain=["id", "provider", "provider_id", "name", "client_id", "secret", "key", "settings"],
)
classify(
    SocialToken,
    purpose="log in with an employer's identity provider",
    period=Period.ACCOUNT,
    person="account__user",
    row=True,
    plain=["id", "app", "expires_at"],
    security=["account", "token", "token_secret"],
    secret=["token", "token_secret"],
)
classify(
    LogEntry,
    purpose="see what staff changed in the admin",
    period=Period.LOG,
    person="user",
    copy=Q(pk__in=[]),  # lines about others
    plain=["id", "action_time", "content_type", "object_id", "action_flag"],
    assessment=["object_repr", "change_message"],
    security=["user"],
    keep=["user"],  # the number of an emptied account
    over_row=True,
)
classify(Group, purpose="staff roles", period=Period.FOREVER, plain=["id", "name", "permissions"])
classify(Permission, purpose="staff roles", period=Period.FOREVER, plain=["id", "name", "content_type", "codename"])
classify(
    Session,
    purpose="stay logged in",
    period=Period.LOG,
    row=True,
    plain=["expire_date"],
    security=["session_key", "session_data"],
    secret=["session_key", "session_data"],
)

keep(
    Period.LOG,
    UserSession,
    since(UserSession, "last_seen_at"),
    "when it was last used",
    named=_("When and with what people were here"),
)
keep(Period.LOG, LogEntry, since(LogEntry, "action_time"), "the change", named=_("Changes at the desk"))
keep(Period.LOG, Session, since(Session, "expire_date"), "when it expired", named=_("Log-ins"))
