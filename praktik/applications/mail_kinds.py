"""The mails about applications."""

from praktik.mail.kinds import Kind, register

register(
    Kind("application_received", "applicant", "an application is sent in", "receipt, and what happens next"),
    Kind("application_withdrawn", "applicant", "an application is withdrawn", "receipt"),
    Kind("manager_question", "manager", "an application is sent in, or another manager is named", "release"),
    Kind("manager_question_again", "manager", "what a manager said yes to has changed", "release"),
    Kind("manager_question_passed", "manager", "a manager passes the question on", "release"),
    Kind("manager_link", "manager", "a new link is asked for", "the old link is used up, too old or lost"),
    Kind("manager_passed_on", "applicant", "a manager passes the question on", "know who is asked"),
    Kind("manager_said_yes", "applicant", "the manager releases", "know where the application is"),
    Kind("manager_said_no", "applicant", "the manager does not release", "know what can be done"),
    Kind("conflict_decided", "applicant", "a consultant decides a declared conflict", "read the assessment"),
    Kind("round_reopened", "applicant with a draft", "a closed round is opened again", "there is time to send it in"),
    Kind("application_not_placed", "applicant", "the round ends without a place", "know that it is over"),
    Kind("application_carried_over", "applicant", "the application is copied to the next round", "send it in there"),
)
