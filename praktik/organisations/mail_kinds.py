from praktik.mail.kinds import Kind, register

register(
    Kind(
        "membership_asked",
        whom="the organisation's contacts who may answer",
        when="somebody asks to act for the organisation",
        why="only they or the desk can confirm",
    ),
    Kind(
        "membership_confirmed",
        whom="the person who asked",
        when="somebody else confirmed that the person acts for the organisation",
        why="now the person can make listings",
    ),
    Kind(
        "membership_declined",
        whom="the person who asked",
        when="somebody answered no",
        why="to say so, and whom to write to",
    ),
    Kind(
        "membership_ended",
        whom="the person who acted for an organisation",
        when="a contact of it, or the desk, says that the person no longer does",
        why="so that nobody is taken off without knowing it, and whom to write to",
    ),
)
