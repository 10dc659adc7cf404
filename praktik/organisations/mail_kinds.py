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
)
