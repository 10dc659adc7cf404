from config import messages


def test_every_text_in_code_and_templates_is_in_the_catalogue_and_translated():
    assert messages.problems() == []
