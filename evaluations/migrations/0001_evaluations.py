import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('evaluations', '0001_initial'), ('evaluations', '0002_initial'), ('evaluations', '0003_names_of_fields')]

    initial = True

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('praktik', '0002_programme'),
    ]

    operations = [
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='praktik.placement', verbose_name='Placement')),
                ('phase', models.CharField(choices=[('t0', 'Before the placement'), ('t1', 'After the placement'), ('t2', 'After three months'), ('t3', 'After six months')], max_length=2, verbose_name='When')),
                ('respondent', models.CharField(choices=[('intern', 'Intern'), ('host', 'Host'), ('manager', 'Manager')], max_length=8, verbose_name='Who')),
                ('instrument', models.CharField(max_length=40, verbose_name='Question set')),
                ('state', models.CharField(choices=[('scheduled', 'Scheduled'), ('open', 'Open'), ('answered', 'Answered'), ('bypassed', 'Bypassed'), ('expired', 'Not answered in time')], default='scheduled', max_length=10, verbose_name='Status')),
                ('opens_at', models.DateTimeField(verbose_name='Opens')),
                ('closes_at', models.DateTimeField(verbose_name='Closes')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='Answered')),
                ('token_hash', models.CharField(blank=True, db_index=True, max_length=64)),
            ],
            options={
                'verbose_name': 'evaluation',
                'verbose_name_plural': 'evaluations',
                'ordering': ['opens_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('placement', 'phase', 'respondent'), name='evaluation_once'), models.CheckConstraint(condition=models.Q(('state__in', ['scheduled', 'open', 'answered', 'bypassed', 'expired'])), name='evaluation_state'), models.CheckConstraint(condition=models.Q(('closes_at__gt', models.F('opens_at'))), name='evaluation_dates')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evaluation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_evaluationevent" ("answered_at", "closes_at", "id", "instrument", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "placement_id", "respondent", "state") VALUES (NEW."answered_at", NEW."closes_at", NEW."id", NEW."instrument", NEW."opens_at", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phase", NEW."placement_id", NEW."respondent", NEW."state"); RETURN NULL;', hash='0f9deabc5b7a4a194acd4169f3b9855548faf8e7', operation='INSERT', pgid='pgtrigger_insert_insert_b11c4', table='evaluations_evaluation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evaluation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."closes_at" IS DISTINCT FROM (NEW."closes_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."instrument" IS DISTINCT FROM (NEW."instrument") OR OLD."opens_at" IS DISTINCT FROM (NEW."opens_at") OR OLD."phase" IS DISTINCT FROM (NEW."phase") OR OLD."placement_id" IS DISTINCT FROM (NEW."placement_id") OR OLD."respondent" IS DISTINCT FROM (NEW."respondent") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "evaluations_evaluationevent" ("answered_at", "closes_at", "id", "instrument", "opens_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phase", "placement_id", "respondent", "state") VALUES (NEW."answered_at", NEW."closes_at", NEW."id", NEW."instrument", NEW."opens_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phase", NEW."placement_id", NEW."respondent", NEW."state"); RETURN NULL;', hash='a23cd2a3e7684467e4a948a3ceca9aeb6579ee5d', operation='UPDATE', pgid='pgtrigger_update_update_58a92', table='evaluations_evaluation', when='AFTER')),
        ),
        migrations.CreateModel(
            name='Story',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('placement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stories', to='praktik.placement', verbose_name='Placement')),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='stories', to=settings.AUTH_USER_MODEL, verbose_name='Who is asked')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10, verbose_name='Status')),
                ('title_da', models.CharField(max_length=120, verbose_name='Title in Danish')),
                ('title_en', models.CharField(blank=True, max_length=120, verbose_name='Title in English')),
                ('text_da', models.TextField(max_length=6000, verbose_name='Text in Danish')),
                ('text_en', models.TextField(blank=True, max_length=6000, verbose_name='Text in English')),
                ('quote', models.CharField(blank=True, max_length=500, verbose_name='Quote')),
                ('story_consent_at', models.DateTimeField(blank=True, null=True, verbose_name='Consent to the story')),
                ('name_consent_at', models.DateTimeField(blank=True, null=True, verbose_name='Consent to the name')),
                ('quote_consent_at', models.DateTimeField(blank=True, null=True, verbose_name='Consent to the quote')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='Asked')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='Published')),
                ('created_at', models.DateTimeField(verbose_name='Created')),
            ],
            options={
                'verbose_name': 'story',
                'verbose_name_plural': 'stories',
                'ordering': ['-published_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'published', 'withdrawn'])), name='story_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), models.Q(('published_at__isnull', False), ('story_consent_at__isnull', False)), _connector='OR'), name='story_published_with_consent')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='story',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_storyevent" ("asked_at", "created_at", "id", "name_consent_at", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placement_id", "published_at", "quote", "quote_consent_at", "state", "story_consent_at", "text_da", "text_en", "title_da", "title_en") VALUES (NEW."asked_at", NEW."created_at", NEW."id", NEW."name_consent_at", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."placement_id", NEW."published_at", NEW."quote", NEW."quote_consent_at", NEW."state", NEW."story_consent_at", NEW."text_da", NEW."text_en", NEW."title_da", NEW."title_en"); RETURN NULL;', hash='ec8ddd01e2358dc6be77d943e4d995de4c00423e', operation='INSERT', pgid='pgtrigger_insert_insert_97ead', table='evaluations_story', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='story',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluations_storyevent" ("asked_at", "created_at", "id", "name_consent_at", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "placement_id", "published_at", "quote", "quote_consent_at", "state", "story_consent_at", "text_da", "text_en", "title_da", "title_en") VALUES (NEW."asked_at", NEW."created_at", NEW."id", NEW."name_consent_at", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."placement_id", NEW."published_at", NEW."quote", NEW."quote_consent_at", NEW."state", NEW."story_consent_at", NEW."text_da", NEW."text_en", NEW."title_da", NEW."title_en"); RETURN NULL;', hash='3ed4dfcafe5093a65336583c224a4415e7b76fad', operation='UPDATE', pgid='pgtrigger_update_update_89fd2', table='evaluations_story', when='AFTER')),
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='evaluations.evaluation')),
                ('question', models.CharField(max_length=40)),
                ('number', models.SmallIntegerField(blank=True, null=True)),
                ('text', models.TextField(blank=True, max_length=4000)),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('evaluation', 'question'), name='answer_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "evaluations_answerevent" ("evaluation_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "text") VALUES (NEW."evaluation_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."question", NEW."text"); RETURN NULL;', hash='67e7d03b27a863d1207b849262b9810295422a5c', operation='INSERT', pgid='pgtrigger_insert_insert_2d396', table='evaluations_answer', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answer',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "evaluations_answerevent" ("evaluation_id", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "question", "text") VALUES (NEW."evaluation_id", NEW."id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."question", NEW."text"); RETURN NULL;', hash='fc6f02820195bb4af2a2c5bfeb4310c26de2d8a7', operation='UPDATE', pgid='pgtrigger_update_update_42329', table='evaluations_answer', when='AFTER')),
        ),
        migrations.CreateModel(
            name='EvaluationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.evaluation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('placement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='praktik.placement', verbose_name='Placement')),
                ('phase', models.CharField(choices=[('t0', 'Before the placement'), ('t1', 'After the placement'), ('t2', 'After three months'), ('t3', 'After six months')], max_length=2, verbose_name='When')),
                ('respondent', models.CharField(choices=[('intern', 'Intern'), ('host', 'Host'), ('manager', 'Manager')], max_length=8, verbose_name='Who')),
                ('instrument', models.CharField(max_length=40, verbose_name='Question set')),
                ('state', models.CharField(choices=[('scheduled', 'Scheduled'), ('open', 'Open'), ('answered', 'Answered'), ('bypassed', 'Bypassed'), ('expired', 'Not answered in time')], default='scheduled', max_length=10, verbose_name='Status')),
                ('opens_at', models.DateTimeField(verbose_name='Opens')),
                ('closes_at', models.DateTimeField(verbose_name='Closes')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='Answered')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='evaluationevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='41d1e23a348d1fd94d4a61a74a013af51d68cd54', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1f8c1', table='evaluations_evaluationevent', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='StoryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.story')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('placement', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='praktik.placement', verbose_name='Placement')),
                ('person', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Who is asked')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10, verbose_name='Status')),
                ('title_da', models.CharField(max_length=120, verbose_name='Title in Danish')),
                ('title_en', models.CharField(blank=True, max_length=120, verbose_name='Title in English')),
                ('text_da', models.TextField(max_length=6000, verbose_name='Text in Danish')),
                ('text_en', models.TextField(blank=True, max_length=6000, verbose_name='Text in English')),
                ('quote', models.CharField(blank=True, max_length=500, verbose_name='Quote')),
                ('story_consent_at', models.DateTimeField(blank=True, null=True, verbose_name='Consent to the story')),
                ('name_consent_at', models.DateTimeField(blank=True, null=True, verbose_name='Consent to the name')),
                ('quote_consent_at', models.DateTimeField(blank=True, null=True, verbose_name='Consent to the quote')),
                ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='Asked')),
                ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='Published')),
                ('created_at', models.DateTimeField(verbose_name='Created')),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='storyevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ce7a444a3af4b7d74060c279372601009cc28845', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_06573', table='evaluations_storyevent', when='BEFORE')),
        ),
        migrations.CreateModel(
            name='AnswerEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='evaluations.answer')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('id', models.BigIntegerField()),
                ('evaluation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='evaluations.evaluation')),
                ('question', models.CharField(max_length=40)),
                ('number', models.SmallIntegerField(blank=True, null=True)),
                ('text', models.TextField(blank=True, max_length=4000)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='answerevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7b04ff80ac1e7c570ae71ce2e6844dc3d78b2bda', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_16eb4', table='evaluations_answerevent', when='BEFORE')),
        ),
    ]
