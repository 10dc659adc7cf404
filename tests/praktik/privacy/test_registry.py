from __future__ import annotations

import pytest

from praktik.people.models import User
from praktik.privacy import registry


def test_every_field_of_every_model_is_classified():
    assert registry.unclassified() == []


def test_a_history_event_has_the_class_of_the_field_it_copies():
    event = User._meta.apps.get_model("praktik", "UserEvent")
    assert registry.field_class(event._meta.get_field("email")) == registry.CLASSES["praktik.user.email"]


@pytest.mark.parametrize(("field", "said"), [("email", "twice"), ("shoe_size", "does not exist")])
def test_a_wrong_classification_is_refused(field, said):
    with pytest.raises(ValueError, match=said):
        registry.classify(User, purpose="x", period=registry.Period.ACCOUNT, plain=[field])
