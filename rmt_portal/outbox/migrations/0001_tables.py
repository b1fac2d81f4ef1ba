"""The tables."""

import rmt_portal.clock
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("outbox", "0001_initial"),
        ("outbox", "0002_parked_work"),
    ]
    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='OutboxItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True, verbose_name='sleutel')),
                ('kind', models.CharField(max_length=40, verbose_name='soort')),
                ('payload', models.JSONField(default=dict, verbose_name='nummers')),
                ('trace_id', models.CharField(blank=True, max_length=64)),
                ('not_before', models.DateTimeField(default=rmt_portal.clock.now, verbose_name='niet voor')),
                ('created_at', models.DateTimeField(default=rmt_portal.clock.now, verbose_name='gemaakt')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='pogingen')),
                ('started_at', models.DateTimeField(blank=True, help_text='set while an attempt runs', null=True, verbose_name='begonnen')),
                ('deaths', models.PositiveSmallIntegerField(default=0, verbose_name='halverwege gestopt')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='gedaan')),
                ('parked_at', models.DateTimeField(blank=True, null=True, verbose_name='geparkeerd')),
                ('last_error', models.CharField(blank=True, max_length=200, verbose_name='laatste fout')),
            ],
            options={
                'verbose_name': 'werk in de wachtrij',
                'verbose_name_plural': 'werk in de wachtrij',
                'ordering': ['not_before', 'id'],
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True), ('parked_at__isnull', True)), fields=['not_before', 'id'], name='outbox_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('parked_at__isnull', True), _connector='OR'), name='outbox_done_or_parked')],
            },
        ),
    ]
