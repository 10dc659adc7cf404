"""Texts of allauth that we say in our own words in Danish, and where its own are mixed (“email”, “password”).

Nobody imports this: the list puts the texts into locale/da, whose translations come before those of an installed app.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

WORDS = (
    _("A sign-in code has been sent to %(recipient)s."),
    _("A user is already registered with this email address."),
    _(
        "An account already exists with this email address. Please sign in to that account first, then connect your "
        "%s account."
    ),
    _("Already have an account? Then please %(link)ssign in%(end_link)s."),
    _("Change Email"),
    _("Change Password"),
    _("Confirm Email Address"),
    _("Confirmation email sent to %(email)s."),
    _("Email"),
    _("Email Address"),
    _("Email Changed"),
    _("Email Confirmation"),
    _("Email Removed"),
    _("Email Verification"),
    _("Email address"),
    _("Email address %(deleted_email)s has been removed from your account."),
    _("Enter Email Verification Code"),
    _("Enter Sign-In Code"),
    _("Forgot Password?"),
    _("Forgotten your password? Enter your email address below, and we'll send you an email allowing you to reset it."),
    _("Other sign-in options"),
    _("Password Reset"),
    _("Password Reset Email"),
    _("Password successfully changed."),
    _("Password successfully set."),
    _("Please Confirm Your Email Address"),
    _("Please reauthenticate to safeguard your account."),
    _('Please confirm that <a href="mailto:%(email)s">%(email)s</a> is an email address for user %(user_display)s.'),
    _("Please contact us if you have any trouble resetting your password."),
    _("Primary email address set."),
    _("Removed email address %(email)s."),
    _("Reset My Password"),
    _("Send me a sign-in code"),
    _("Set Password"),
    _("Successfully signed in as %(name)s."),
    _("The email address and/or password you specified are not correct."),
    _("The email address is not assigned to any user account."),
    _(
        "The password reset link was invalid, possibly because it has already been used.  Please request a "
        '<a href="%(passwd_reset_url)s">new password reset</a>.'
    ),
    _("This email address is already associated with this account."),
    _(
        'This email confirmation link expired or is invalid. Please <a href="%(email_url)s">issue a new '
        "email confirmation request</a>."
    ),
    _("This mail can be safely ignored if you did not initiate this action."),
    _("Unable to confirm %(email)s because it is already confirmed by a different account."),
    _("Use a different email address"),
    _("Verify Your Email Address"),
    _(
        "We have sent an email to you for verification. Follow the link provided to finalize the signup "
        "process. If you do not see the verification email in your main inbox, check your spam folder. "
        "Please contact us if you do not receive the verification email within a few minutes."
    ),
    _(
        "We have sent you an email. If you have not received it please check your spam folder. Otherwise "
        "contact us if you do not receive it in a few minutes."
    ),
    _(
        "You are receiving this email because you, or someone else, tried to access an account with email "
        "%(email)s. However, we do not have any record of such an account in our database."
    ),
    _("You are receiving this mail because the following change was made to your account:"),
    _("You cannot remove your primary email address."),
    _("You have confirmed %(email)s."),
    _("You must type the same email each time."),
    _("You will receive a special code for a password-free sign-in."),
    _(
        "You're receiving this email because user %(user_display)s has given your email address to register "
        "an account on %(site_domain)s."
    ),
    _(
        "You're receiving this email because you or someone else has requested a password reset for your "
        "user account.\nIt can be safely ignored if you did not request a password reset. Click the link "
        "below to reset your password."
    ),
    _("Your account has no password set up."),
    _("Your email address is still pending verification."),
    _("Your email has been changed from %(from_email)s to %(to_email)s."),
    _("Your email has been confirmed."),
    _("Your email verification code is listed below. Please enter it in your open browser window."),
    _("Your password is now changed."),
    _("Your primary email address must be verified."),
    _("Your sign-in code is listed below. Please enter it in your open browser window."),
)
