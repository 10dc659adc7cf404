"""The mails about recruiting hosts."""

from praktik.mail.kinds import Kind, register

register(
    Kind("host_invitation", "company", "a consultant invites it", "sign up as a host"),
    Kind(
        "wish_answered",
        "applicant",
        "a company that was wished for has a listing",
        "say whether they want it",
    ),
)
