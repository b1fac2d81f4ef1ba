"""The tables; what Django can not state stands in the rules beside it."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("audit", "0001_initial"),
        ("audit", "0002_seals"),
        ("audit", "0004_regions"),
        ("audit", "0005_indexes"),
    ]
    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='moment')),
                ('action', models.CharField(max_length=60, verbose_name='actie')),
                ('object_kind', models.CharField(blank=True, max_length=60, verbose_name='soort object')),
                ('object_ids', models.JSONField(default=list, verbose_name='objecten')),
                ('client_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='cliënten')),
                ('fields', models.JSONField(default=list, verbose_name='velden')),
                ('result', models.CharField(choices=[('ok', 'gelukt'), ('refused', 'geweigerd')], max_length=10, verbose_name='resultaat')),
                ('reasons', models.JSONField(default=list, verbose_name='redenen')),
                ('origin', models.CharField(choices=[('web', 'website'), ('system', 'systeem')], max_length=20, verbose_name='oorsprong')),
                ('actor_id', models.BigIntegerField(null=True, verbose_name='door')),
                ('organisation_id', models.BigIntegerField(null=True, verbose_name='organisatie')),
                ('purpose', models.CharField(blank=True, max_length=40, verbose_name='doel')),
                ('trace_id', models.CharField(blank=True, max_length=64, verbose_name='verzoek')),
                ('region_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[], default=list, editable=False, size=None, verbose_name="regio's")),
            ],
            options={
                'verbose_name': 'regel van het logboek',
                'verbose_name_plural': 'logboek',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['actor_id', '-id'], name='audit_by_actor'), models.Index(fields=['at'], name='audit_by_time'), django.contrib.postgres.indexes.GinIndex(fields=['client_ids'], name='audit_by_client'), models.Index(condition=models.Q(('result', 'refused')), fields=['-id'], name='audit_refused'), models.Index(fields=['action', '-id'], name='audit_by_action'), models.Index(fields=['organisation_id', '-id'], name='audit_by_organisation')],
                'constraints': [models.CheckConstraint(condition=models.Q(('result__in', ['ok', 'refused'])), name='audit_result_known'), models.CheckConstraint(condition=models.Q(('origin__in', ['web', 'system'])), name='audit_origin_known')],
            },
        ),
        migrations.CreateModel(
            name='SealedDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='dag')),
                ('lines', models.PositiveIntegerField(verbose_name='regels')),
                ('previous', models.CharField(blank=True, max_length=64, verbose_name='zegel van de dag ervoor')),
                ('digest', models.CharField(max_length=64, verbose_name='zegel')),
                ('sealed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='verzegeld op')),
            ],
            options={
                'verbose_name': 'verzegelde dag',
                'verbose_name_plural': 'verzegelde dagen',
                'ordering': ['day'],
            },
        ),
    ]
