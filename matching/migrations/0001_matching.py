import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('matching', '0001_initial'), ('matching', '0002_initial'), ('matching', '0003_names_of_fields'), ('matching', '0004_host_tiers_and_publishing')]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('praktik', '0002_programme'),
    ]

    operations = [
        migrations.CreateModel(
            name='HostTier',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='host_tiers', to='praktik.listing')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='host_tiers', to='praktik.application')),
                ('tier', models.PositiveSmallIntegerField(choices=[(1, 'Very good fit'), (2, 'Good fit'), (3, 'Would rather have others'), (4, 'Does not suit this place')], verbose_name='Tier')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
            ],
            options={
                'verbose_name': "host's view of an applicant",
                'verbose_name_plural': "hosts' views of applicants",
                'constraints': [models.UniqueConstraint(fields=('listing', 'application'), name='host_tier_once'), models.CheckConstraint(condition=models.Q(('tier__in', [1, 2, 3, 4])), name='host_tier_known')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hosttier',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "matching_hosttierevent" ("application_id", "at", "by_id", "id", "listing_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier") VALUES (NEW."application_id", NEW."at", NEW."by_id", NEW."id", NEW."listing_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."tier"); RETURN NULL;', hash='e4fb8d69930463c730fedbce66d9f88fa11dc0fa', operation='INSERT', pgid='pgtrigger_insert_insert_1f154', table='matching_hosttier', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hosttier',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "matching_hosttierevent" ("application_id", "at", "by_id", "id", "listing_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "tier") VALUES (NEW."application_id", NEW."at", NEW."by_id", NEW."id", NEW."listing_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."tier"); RETURN NULL;', hash='39b435c3b16e9492968889f217fcd8e48c9a4d0e', operation='UPDATE', pgid='pgtrigger_update_update_f5353', table='matching_hosttier', when='AFTER')),
        ),
        migrations.CreateModel(
            name='MatchRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='Lease until')),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='Attempts')),
                ('progress', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='Progress')),
                ('error', models.TextField(blank=True, editable=False, verbose_name='Error')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='match_runs', to='praktik.round', verbose_name='Round')),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('published', 'Published'), ('discarded', 'Discarded')], default='queued', max_length=10, verbose_name='Status')),
                ('profile', models.CharField(choices=[('most_placed', 'Most placed, then best wishes'), ('fairest', 'Fairest: as few as possible on their worst wish'), ('best_fit', 'Best fit'), ('stable', "Stable: hosts' preferences count")], default='most_placed', max_length=12, verbose_name='Profile')),
                ('problem', models.JSONField(blank=True, editable=False, null=True)),
                ('result', models.JSONField(blank=True, editable=False, null=True)),
                ('names', models.JSONField(blank=True, editable=False, null=True)),
                ('figures', models.JSONField(blank=True, editable=False, null=True)),
                ('seats', models.JSONField(blank=True, editable=False, null=True)),
                ('digest', models.CharField(blank=True, editable=False, max_length=80)),
                ('asked_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Asked for by')),
                ('asked_at', models.DateTimeField(editable=False, verbose_name='Asked for')),
                ('finished_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='Finished')),
            ],
            options={
                'verbose_name': 'matching run',
                'verbose_name_plural': 'matching runs',
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('queued', 'running'))), fields=('round',), name='match_run_one_busy'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed', 'cancelled', 'published', 'discarded'])), name='match_run_state'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'published']), _negated=True), ('result__isnull', False), _connector='OR'), name='match_run_has_result')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='matchrun',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "matching_matchrunevent" ("asked_at", "asked_by_id", "digest", "error", "finished_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "profile", "round_id", "state") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."digest", NEW."error", NEW."finished_at", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."profile", NEW."round_id", NEW."state"); RETURN NULL;', hash='cead3edb689472a58bdf8c07931071f3a5e81745', operation='INSERT', pgid='pgtrigger_insert_insert_1e93c', table='matching_matchrun', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='matchrun',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."digest" IS DISTINCT FROM (NEW."digest") OR OLD."error" IS DISTINCT FROM (NEW."error") OR OLD."finished_at" IS DISTINCT FROM (NEW."finished_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."profile" IS DISTINCT FROM (NEW."profile") OR OLD."round_id" IS DISTINCT FROM (NEW."round_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "matching_matchrunevent" ("asked_at", "asked_by_id", "digest", "error", "finished_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "profile", "round_id", "state") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."digest", NEW."error", NEW."finished_at", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."profile", NEW."round_id", NEW."state"); RETURN NULL;', hash='c3fbbafa2b723be1731b5bd31e4a2523ad3a6555', operation='UPDATE', pgid='pgtrigger_update_update_f1b74', table='matching_matchrun', when='AFTER')),
        ),
        migrations.CreateModel(
            name='OfferedListing',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('praktik.listing',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offeredlisting',
            trigger=pgtrigger.compiler.Trigger(name='capacity_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."capacity" < (OLD."capacity") OR NEW."week_capacity" < (OLD."week_capacity"))', declare='DECLARE taken INT; taken_in_week INT;', func="\n    SELECT count(*) INTO taken FROM matching_offer WHERE listing_id = NEW.id AND state IN ('open', 'accepted');\n    SELECT coalesce(max(n), 0) INTO taken_in_week FROM (\n        SELECT count(*) AS n FROM matching_offer\n        WHERE listing_id = NEW.id AND state IN ('open', 'accepted') GROUP BY week\n    ) AS weeks;\n    IF taken > NEW.capacity OR taken_in_week > NEW.week_capacity THEN\n        RAISE EXCEPTION 'listing % has more live offers than places', NEW.id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'listing_capacity_kept';\n    END IF;\n    RETURN NULL;\n", hash='3cfddb1923913615699abe7696b0361e1c29d3bd', operation='UPDATE OF "capacity", "week_capacity"', pgid='pgtrigger_capacity_kept_092af', table='praktik_listing', when='AFTER')),
        ),
        migrations.CreateModel(
            name='PairRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pair_rules', to='praktik.application', verbose_name='Application')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pair_rules', to='praktik.listing', verbose_name='Listing')),
                ('kind', models.CharField(choices=[('lock', 'Locked'), ('forbid', 'Forbidden')], max_length=6, verbose_name='Kind')),
                ('week', models.DateField(blank=True, null=True, verbose_name='Week')),
                ('reason', models.CharField(max_length=300, verbose_name='Reason')),
                ('confirmed', models.BooleanField(default=True, verbose_name='Confirmed')),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='By')),
                ('at', models.DateTimeField(verbose_name='When')),
            ],
            options={
                'verbose_name': 'locked or forbidden pair',
                'verbose_name_plural': 'locked and forbidden pairs',
                'constraints': [models.UniqueConstraint(fields=('application', 'listing'), name='pair_rule_once'), models.CheckConstraint(condition=models.Q(('kind', 'lock'), ('week', None), _connector='OR'), name='pair_rule_week')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pairrule',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "matching_pairruleevent" ("application_id", "at", "by_id", "confirmed", "id", "kind", "listing_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "week") VALUES (NEW."application_id", NEW."at", NEW."by_id", NEW."confirmed", NEW."id", NEW."kind", NEW."listing_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."week"); RETURN NULL;', hash='52b65e5a9582fe3f57d3de66071997486d95e407', operation='INSERT', pgid='pgtrigger_insert_insert_6d7e5', table='matching_pairrule', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pairrule',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "matching_pairruleevent" ("application_id", "at", "by_id", "confirmed", "id", "kind", "listing_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "week") VALUES (NEW."application_id", NEW."at", NEW."by_id", NEW."confirmed", NEW."id", NEW."kind", NEW."listing_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."week"); RETURN NULL;', hash='20bcb62ff834d66fde59c73bb42ad42329368ceb', operation='UPDATE', pgid='pgtrigger_update_update_66cb2', table='matching_pairrule', when='AFTER')),
        ),
        migrations.CreateModel(
            name='HostTierEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='matching.hosttier')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('listing', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='praktik.listing')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='praktik.application')),
                ('tier', models.PositiveSmallIntegerField(choices=[(1, 'Very good fit'), (2, 'Good fit'), (3, 'Would rather have others'), (4, 'Does not suit this place')], verbose_name='Tier')),
                ('by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hosttierevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='0c303e20ab07992a0ef288272c5d325aa8ae4063', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8c502', table='matching_hosttierevent', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='MatchPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs', to='matching.matchrun')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='praktik.application')),
                ('listing', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='praktik.listing')),
                ('week', models.DateField(blank=True, null=True)),
                ('rank', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Rank')),
                ('locked', models.BooleanField(default=False, verbose_name='Locked')),
                ('reasons', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('run', 'application'), name='match_pair_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='matchpair',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "matching_matchpairevent" ("application_id", "id", "listing_id", "locked", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "reasons", "run_id", "week") VALUES (NEW."application_id", NEW."id", NEW."listing_id", NEW."locked", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rank", NEW."reasons", NEW."run_id", NEW."week"); RETURN NULL;', hash='eede8c9d1c5979694c1951a93e4dac663e8d91c6', operation='INSERT', pgid='pgtrigger_insert_insert_92457', table='matching_matchpair', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='matchpair',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "matching_matchpairevent" ("application_id", "id", "listing_id", "locked", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "reasons", "run_id", "week") VALUES (NEW."application_id", NEW."id", NEW."listing_id", NEW."locked", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rank", NEW."reasons", NEW."run_id", NEW."week"); RETURN NULL;', hash='058508fd904ea362eaf23adb80af07cfe8956d3b', operation='UPDATE', pgid='pgtrigger_update_update_ffb99', table='matching_matchpair', when='AFTER')),
        ),
        migrations.CreateModel(
            name='MatchRunEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='matching.matchrun')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('error', models.TextField(blank=True, editable=False, verbose_name='Error')),
                ('round', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='praktik.round', verbose_name='Round')),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled'), ('published', 'Published'), ('discarded', 'Discarded')], default='queued', max_length=10, verbose_name='Status')),
                ('profile', models.CharField(choices=[('most_placed', 'Most placed, then best wishes'), ('fairest', 'Fairest: as few as possible on their worst wish'), ('best_fit', 'Best fit'), ('stable', "Stable: hosts' preferences count")], default='most_placed', max_length=12, verbose_name='Profile')),
                ('digest', models.CharField(blank=True, editable=False, max_length=80)),
                ('asked_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Asked for by')),
                ('asked_at', models.DateTimeField(editable=False, verbose_name='Asked for')),
                ('finished_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='Finished')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='matchrunevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9af21873dd7f9e916b078291a6b5b8ec78978e41', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0878c', table='matching_matchrunevent', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='praktik.application', verbose_name='Application')),
                ('listing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='match_offers', to='praktik.listing', verbose_name='Listing')),
                ('week', models.DateField(blank=True, null=True, verbose_name='Week')),
                ('run', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offers', to='matching.matchrun', verbose_name='Match run')),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('lapsed', 'Lapsed'), ('withdrawn', 'Withdrawn')], default='open', max_length=10, verbose_name='Status')),
                ('rank', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Rank')),
                ('intern_answer', models.CharField(choices=[('none', 'Not answered'), ('yes', 'Yes'), ('no', 'No')], default='none', max_length=4, verbose_name="Intern's answer")),
                ('host_answer', models.CharField(choices=[('none', 'Not answered'), ('yes', 'Yes'), ('no', 'No')], default='none', max_length=4, verbose_name="Host's answer")),
                ('reason', models.TextField(blank=True, max_length=1000, verbose_name='Reason')),
                ('reasons', models.JSONField(default=dict, editable=False)),
                ('offered_at', models.DateTimeField(verbose_name='Offered')),
                ('deadline', models.DateTimeField(verbose_name='Deadline')),
            ],
            options={
                'verbose_name': 'offer',
                'verbose_name_plural': 'offers',
                'ordering': ['-offered_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('open', 'accepted'))), fields=('application',), name='offer_one_live'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'accepted', 'declined', 'lapsed', 'withdrawn'])), name='offer_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), models.Q(('host_answer', 'yes'), ('intern_answer', 'yes')), _connector='OR'), name='offer_accepted_by_both')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offer',
            trigger=pgtrigger.compiler.Trigger(name='capacity', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."state" IN (\'open\', \'accepted\'))', declare='DECLARE places INT; in_week INT; taken INT; taken_in_week INT;', func="\n    IF TG_OP = 'UPDATE' THEN\n        IF OLD.state IN ('open', 'accepted') AND OLD.listing_id = NEW.listing_id\n           AND OLD.week IS NOT DISTINCT FROM NEW.week THEN\n            RETURN NEW;\n        END IF;\n    END IF;\n    SELECT capacity, week_capacity INTO STRICT places, in_week\n        FROM praktik_listing WHERE id = NEW.listing_id FOR NO KEY UPDATE;\n    SELECT count(*), count(*) FILTER (WHERE week IS NOT DISTINCT FROM NEW.week) INTO taken, taken_in_week\n        FROM matching_offer\n        WHERE listing_id = NEW.listing_id AND state IN ('open', 'accepted') AND id IS DISTINCT FROM NEW.id;\n    IF taken >= places OR taken_in_week >= in_week THEN\n        RAISE EXCEPTION 'listing % has no free place', NEW.listing_id\n            USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_capacity';\n    END IF;\n    RETURN NEW;\n", hash='669b9dd36cb566dd8163fbdef92732bc0188c9cf', operation='INSERT OR UPDATE', pgid='pgtrigger_capacity_13e46', table='matching_offer', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "matching_offerevent" ("application_id", "deadline", "host_answer", "id", "intern_answer", "listing_id", "offered_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "reason", "reasons", "run_id", "state", "week") VALUES (NEW."application_id", NEW."deadline", NEW."host_answer", NEW."id", NEW."intern_answer", NEW."listing_id", NEW."offered_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rank", NEW."reason", NEW."reasons", NEW."run_id", NEW."state", NEW."week"); RETURN NULL;', hash='9c269970fcb03130878b86f416efe159edfce358', operation='INSERT', pgid='pgtrigger_insert_insert_d4c85', table='matching_offer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "matching_offerevent" ("application_id", "deadline", "host_answer", "id", "intern_answer", "listing_id", "offered_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rank", "reason", "reasons", "run_id", "state", "week") VALUES (NEW."application_id", NEW."deadline", NEW."host_answer", NEW."id", NEW."intern_answer", NEW."listing_id", NEW."offered_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rank", NEW."reason", NEW."reasons", NEW."run_id", NEW."state", NEW."week"); RETURN NULL;', hash='a0f24d4057062fbc909dbf630045c89f751a5abf', operation='UPDATE', pgid='pgtrigger_update_update_21667', table='matching_offer', when='AFTER')),
        ),
        migrations.CreateModel(
            name='PairRuleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='matching.pairrule')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='praktik.application', verbose_name='Application')),
                ('listing', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='praktik.listing', verbose_name='Listing')),
                ('kind', models.CharField(choices=[('lock', 'Locked'), ('forbid', 'Forbidden')], max_length=6, verbose_name='Kind')),
                ('week', models.DateField(blank=True, null=True, verbose_name='Week')),
                ('reason', models.CharField(max_length=300, verbose_name='Reason')),
                ('confirmed', models.BooleanField(default=True, verbose_name='Confirmed')),
                ('by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='By')),
                ('at', models.DateTimeField(verbose_name='When')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pairruleevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='699267232bb3d0f569846f393bafecb96a2b408c', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_32e26', table='matching_pairruleevent', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='Publishing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='Lease until')),
                ('attempts', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='Attempts')),
                ('progress', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='Progress')),
                ('error', models.TextField(blank=True, editable=False, verbose_name='Error')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='publishings', to='matching.matchrun')),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='queued', max_length=10, verbose_name='Status')),
                ('only', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, editable=False, size=None)),
                ('offers', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('asked_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_at', models.DateTimeField(editable=False, verbose_name='Asked for')),
            ],
            options={
                'verbose_name': 'publishing',
                'verbose_name_plural': 'publishings',
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('queued', 'running'))), fields=('run',), name='publishing_one_busy'), models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed', 'cancelled'])), name='publishing_state')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publishing',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "matching_publishingevent" ("asked_at", "asked_by_id", "error", "id", "offers", "only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "run_id", "state") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."error", NEW."id", NEW."offers", NEW."only", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."run_id", NEW."state"); RETURN NULL;', hash='8d76a3f39a2a0437fab4f72360e9503626162b75', operation='INSERT', pgid='pgtrigger_insert_insert_b2e73', table='matching_publishing', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publishing',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."asked_by_id" IS DISTINCT FROM (NEW."asked_by_id") OR OLD."error" IS DISTINCT FROM (NEW."error") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."offers" IS DISTINCT FROM (NEW."offers") OR OLD."only" IS DISTINCT FROM (NEW."only") OR OLD."run_id" IS DISTINCT FROM (NEW."run_id") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "matching_publishingevent" ("asked_at", "asked_by_id", "error", "id", "offers", "only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "run_id", "state") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."error", NEW."id", NEW."offers", NEW."only", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."run_id", NEW."state"); RETURN NULL;', hash='47969ac106d32fe01482881b77841cc43b4ea3ca', operation='UPDATE', pgid='pgtrigger_update_update_46238', table='matching_publishing', when='AFTER')),
        ),
        migrations.CreateModel(
            name='MatchPairEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='matching.matchpair')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('run', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='matching.matchrun')),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='praktik.application')),
                ('listing', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='praktik.listing')),
                ('week', models.DateField(blank=True, null=True)),
                ('rank', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Rank')),
                ('locked', models.BooleanField(default=False, verbose_name='Locked')),
                ('reasons', models.JSONField(default=dict)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='matchpairevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='656dcb7c8b9efc92cdad2ef2db0c97fbd94d83fe', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_923ae', table='matching_matchpairevent', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='OfferEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='matching.offer')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('application', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='praktik.application', verbose_name='Application')),
                ('listing', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='praktik.listing', verbose_name='Listing')),
                ('week', models.DateField(blank=True, null=True, verbose_name='Week')),
                ('run', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='matching.matchrun', verbose_name='Match run')),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('lapsed', 'Lapsed'), ('withdrawn', 'Withdrawn')], default='open', max_length=10, verbose_name='Status')),
                ('rank', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Rank')),
                ('intern_answer', models.CharField(choices=[('none', 'Not answered'), ('yes', 'Yes'), ('no', 'No')], default='none', max_length=4, verbose_name="Intern's answer")),
                ('host_answer', models.CharField(choices=[('none', 'Not answered'), ('yes', 'Yes'), ('no', 'No')], default='none', max_length=4, verbose_name="Host's answer")),
                ('reason', models.TextField(blank=True, max_length=1000, verbose_name='Reason')),
                ('reasons', models.JSONField(default=dict, editable=False)),
                ('offered_at', models.DateTimeField(verbose_name='Offered')),
                ('deadline', models.DateTimeField(verbose_name='Deadline')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='offerevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4d52b90c36f3e400bd14277ad81df5bef09510e5', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_ff271', table='matching_offerevent', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='PublishingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='matching.publishing')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('error', models.TextField(blank=True, editable=False, verbose_name='Error')),
                ('run', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='matching.matchrun')),
                ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='queued', max_length=10, verbose_name='Status')),
                ('only', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), blank=True, default=list, editable=False, size=None)),
                ('offers', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('asked_by', models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_at', models.DateTimeField(editable=False, verbose_name='Asked for')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='publishingevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8725566c5708e7417820bf4224de0eecc3a16298', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_76c09', table='matching_publishingevent', when='BEFORE')),
        ),
    ]
