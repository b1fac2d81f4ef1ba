"""The tables."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("reference", "0001_extensions"),
        ("reference", "0002_initial"),
        ("reference", "0003_rules_and_loaded_files"),
        ("reference", "0004_trigrams_per_language"),
        ("reference", "0005_who_answers"),
        ("reference", "0006_languages"),
    ]
    dependencies = [
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='BrcGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=4, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=150, verbose_name='naam')),
                ('class_code', models.CharField(max_length=2, verbose_name='beroepsklasse')),
                ('class_name', models.CharField(max_length=150, verbose_name='naam beroepsklasse')),
                ('jobs_thousands', models.PositiveIntegerField(blank=True, null=True, verbose_name='banen x 1000')),
                ('median_hourly_wage', models.DecimalField(blank=True, decimal_places=2, max_digits=6, null=True, verbose_name='mediaan uurloon')),
                ('isco_skill_level', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='ISCO-niveau')),
            ],
            options={
                'verbose_name': 'BRC-beroepsgroep',
                'verbose_name_plural': 'BRC-beroepsgroepen',
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{4}$')), name='brc_code_is_four_digits')],
            },
        ),
        migrations.CreateModel(
            name='LabourRegion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=4, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='naam')),
                ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='inwoners')),
            ],
            options={
                'verbose_name': 'arbeidsmarktregio',
                'verbose_name_plural': "arbeidsmarktregio's",
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^AM[0-9]{2}$')), name='region_code_is_am')],
            },
        ),
        migrations.CreateModel(
            name='LoadedFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=120, unique=True, verbose_name='bestand')),
                ('is_starter', models.BooleanField(verbose_name='uit de startset')),
                ('sha256', models.CharField(max_length=64)),
                ('lines', models.PositiveIntegerField(verbose_name='regels')),
                ('rejected', models.PositiveIntegerField(verbose_name='geweigerd')),
                ('loaded_at', models.DateTimeField(verbose_name='geladen op')),
            ],
            options={
                'verbose_name': 'geladen bestand',
                'verbose_name_plural': 'geladen bestanden',
                'ordering': ['path'],
            },
        ),
        migrations.CreateModel(
            name='MinimumWage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(verbose_name='geldig vanaf')),
                ('age', models.PositiveSmallIntegerField(verbose_name='leeftijd')),
                ('contract', models.CharField(choices=[('regular', 'gewone baan'), ('bbl', 'leerwerkbaan (bbl)')], default='regular', max_length=20, verbose_name='soort contract')),
                ('hourly', models.DecimalField(decimal_places=2, max_digits=5, verbose_name='per uur')),
            ],
            options={
                'verbose_name': 'minimumloon',
                'verbose_name_plural': 'minimumlonen',
                'ordering': ['-valid_from', '-age'],
                'constraints': [models.UniqueConstraint(fields=('valid_from', 'age', 'contract'), name='minimum_wage_once'), models.CheckConstraint(condition=models.Q(('age__range', (15, 21)), ('hourly__gt', 0)), name='minimum_wage_of_an_age')],
            },
        ),
        migrations.CreateModel(
            name='Requirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=120, verbose_name='naam')),
                ('kind', models.CharField(choices=[('licence', 'rijbewijs'), ('certificate', 'certificaat'), ('registration', 'registratie'), ('diploma', 'diploma'), ('age', 'leeftijd volgens de wet'), ('screening', 'verklaring omtrent gedrag'), ('language', 'taal')], max_length=15, verbose_name='soort')),
                ('is_legal', models.BooleanField(default=False, verbose_name='door de wet geëist')),
                ('how_obtained', models.CharField(blank=True, max_length=200, verbose_name='hoe te halen')),
                ('months_to_obtain', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='maanden')),
            ],
            options={
                'verbose_name': 'eis',
                'verbose_name_plural': 'eisen',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Sector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.PositiveSmallIntegerField(default=2008, verbose_name='versie van de indeling')),
                ('code', models.CharField(max_length=2, verbose_name='code')),
                ('name', models.CharField(max_length=200, verbose_name='naam')),
                ('section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='divisions', to='reference.sector', verbose_name='sectie')),
            ],
            options={
                'verbose_name': 'sector',
                'verbose_name_plural': 'sectoren',
                'ordering': ['scheme', 'code'],
                'constraints': [models.UniqueConstraint(fields=('scheme', 'code'), name='sector_once'), models.CheckConstraint(condition=models.Q(('code__regex', '^([A-Z]|[0-9]{2})$')), name='sector_code_is_sbi')],
            },
        ),
        migrations.CreateModel(
            name='SkillGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uri', models.CharField(max_length=200, unique=True)),
                ('code', models.CharField(blank=True, max_length=20, verbose_name='code')),
                ('label_nl', models.CharField(blank=True, max_length=255, verbose_name='naam')),
                ('label_en', models.CharField(blank=True, max_length=255, verbose_name='Engelse naam')),
                ('level', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='niveau')),
                ('parents', models.ManyToManyField(blank=True, related_name='children', to='reference.skillgroup')),
            ],
            options={
                'verbose_name': 'groep vaardigheden',
                'verbose_name_plural': 'groepen vaardigheden',
                'ordering': ['code', 'uri'],
                'constraints': [models.CheckConstraint(condition=models.Q(('level', None), ('level__lte', 3), _connector='OR'), name='skill_group_level_0_to_3')],
            },
        ),
        migrations.CreateModel(
            name='TightnessClass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=40, verbose_name='naam')),
                ('ratio_from', models.FloatField(unique=True, verbose_name='vanaf')),
            ],
            options={
                'verbose_name': 'woord voor spanning',
                'verbose_name_plural': 'woorden voor spanning',
                'ordering': ['ratio_from'],
            },
        ),
        migrations.CreateModel(
            name='IscoGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=4, unique=True, verbose_name='code')),
                ('label_nl', models.CharField(blank=True, max_length=255, verbose_name='naam')),
                ('label_en', models.CharField(blank=True, max_length=255, verbose_name='Engelse naam')),
                ('brc', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='isco_groups', to='reference.brcgroup', verbose_name='BRC-beroepsgroep')),
            ],
            options={
                'verbose_name': 'ISCO-beroepsgroep',
                'verbose_name_plural': 'ISCO-beroepsgroepen',
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{1,4}$')), name='isco_code_is_digits')],
            },
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=100, verbose_name='naam')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='municipalities', to='reference.labourregion', verbose_name='regio')),
                ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='inwoners')),
                ('latitude', models.FloatField(blank=True, null=True)),
                ('longitude', models.FloatField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'gemeente',
                'verbose_name_plural': 'gemeenten',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^GM[0-9]{4}$')), name='municipality_code_is_gm'), models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__range', (50.5, 54.0)), ('longitude__range', (3.0, 7.5))), _connector='OR'), name='municipality_in_the_netherlands')],
            },
        ),
        migrations.CreateModel(
            name='RegionBrand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='brand', to='reference.labourregion', verbose_name='regio')),
                ('name', models.CharField(max_length=100, verbose_name='naam op de site')),
                ('short_name', models.CharField(max_length=40, verbose_name='korte naam')),
                ('slug', models.SlugField(unique=True, verbose_name='naam in adressen')),
                ('reference_prefix', models.CharField(max_length=4, verbose_name='voorvoegsel van nummers')),
                ('hosts', models.JSONField(blank=True, default=list, verbose_name='hostnamen')),
                ('contact_name', models.CharField(blank=True, help_text='De naam van de mens die je aan de lijn krijgt.', max_length=80, verbose_name='wie neemt op')),
                ('talks', models.CharField(blank=True, help_text='Bijvoorbeeld: Nederlands, Engels en Duits.', max_length=120, verbose_name='talen van het team')),
                ('phone', models.CharField(max_length=20, verbose_name='telefoon')),
                ('phone_hours', models.CharField(max_length=100, verbose_name='bereikbaar')),
                ('caller_id', models.CharField(blank=True, max_length=10, verbose_name='nummer waarmee wij bellen begint met')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('theme', models.JSONField(blank=True, default=dict, verbose_name='kleuren')),
                ('contact_working_days', models.PositiveSmallIntegerField(default=2, verbose_name='bellen binnen (werkdagen)')),
                ('first_meeting_working_days', models.PositiveSmallIntegerField(default=10, verbose_name='eerste gesprek binnen (werkdagen)')),
                ('is_open', models.BooleanField(default=True, verbose_name='aanmelden kan')),
            ],
            options={
                'verbose_name': 'uitstraling van een regio',
                'verbose_name_plural': "uitstraling van regio's",
            },
        ),
        migrations.CreateModel(
            name='SectorOutlook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=200, verbose_name='bron')),
                ('published_on', models.DateField(verbose_name='datum')),
                ('is_demo', models.BooleanField(default=False, verbose_name='voorbeeldwaarde')),
                ('sector', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outlooks', to='reference.sector')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reference.labourregion')),
                ('period', models.CharField(max_length=6, verbose_name='periode')),
                ('outlook', models.CharField(choices=[('shrinking', 'krimp'), ('stable', 'stabiel'), ('shortage', 'tekort')], max_length=10, verbose_name='vooruitzicht')),
            ],
            options={
                'verbose_name': 'vooruitzicht van een sector',
                'verbose_name_plural': 'vooruitzichten van sectoren',
                'constraints': [models.UniqueConstraint(fields=('sector', 'region', 'period'), name='sector_outlook_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('period__regex', '^[0-9]{4}$')), name='sector_outlook_period_is_a_year')],
            },
        ),
        migrations.CreateModel(
            name='Skill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uri', models.CharField(max_length=200, unique=True)),
                ('label_nl', models.CharField(blank=True, max_length=255, verbose_name='naam')),
                ('label_en', models.CharField(blank=True, max_length=255, verbose_name='Engelse naam')),
                ('skill_type', models.CharField(blank=True, max_length=30, verbose_name='soort')),
                ('reuse_level', models.CharField(blank=True, max_length=30, verbose_name='hergebruik')),
                ('groups', models.ManyToManyField(blank=True, related_name='skills', to='reference.skillgroup')),
            ],
            options={
                'verbose_name': 'vaardigheid',
                'verbose_name_plural': 'vaardigheden',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Tightness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(max_length=200, verbose_name='bron')),
                ('published_on', models.DateField(verbose_name='datum')),
                ('is_demo', models.BooleanField(default=False, verbose_name='voorbeeldwaarde')),
                ('brc', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tightness', to='reference.brcgroup')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tightness', to='reference.labourregion')),
                ('quarter', models.CharField(max_length=6, verbose_name='kwartaal')),
                ('ratio', models.FloatField(verbose_name='spanning')),
            ],
            options={
                'verbose_name': 'spanning',
                'verbose_name_plural': 'spanning',
                'constraints': [models.UniqueConstraint(fields=('brc', 'region', 'quarter'), name='tightness_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('ratio__gte', 0)), name='tightness_ratio_not_negative'), models.CheckConstraint(condition=models.Q(('quarter__regex', '^[0-9]{4}Q[1-4]$')), name='tightness_quarter')],
            },
        ),
        migrations.CreateModel(
            name='Occupation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uri', models.CharField(max_length=200, unique=True)),
                ('code', models.CharField(blank=True, max_length=30, verbose_name='ESCO-code')),
                ('isco', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='occupations', to='reference.iscogroup', verbose_name='ISCO-beroepsgroep')),
                ('label_nl', models.CharField(blank=True, max_length=255, verbose_name='naam')),
                ('label_en', models.CharField(blank=True, max_length=255, verbose_name='Engelse naam')),
                ('description_nl', models.TextField(blank=True, verbose_name='omschrijving')),
                ('job_zone', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='voorbereiding (1 tot 5)')),
                ('education_level', models.FloatField(blank=True, null=True, verbose_name='opleiding (1 tot 12)')),
            ],
            options={
                'verbose_name': 'beroep',
                'verbose_name_plural': 'beroepen',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('job_zone', None), ('job_zone__range', (1, 5)), _connector='OR'), name='job_zone_1_to_5'), models.CheckConstraint(condition=models.Q(('education_level', None), ('education_level__range', (1, 12)), _connector='OR'), name='education_level_1_to_12')],
            },
        ),
        migrations.CreateModel(
            name='Postcode',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=4, unique=True, verbose_name='postcode')),
                ('place', models.CharField(max_length=100, verbose_name='plaats')),
                ('latitude', models.FloatField()),
                ('longitude', models.FloatField()),
                ('is_address', models.BooleanField(default=True, verbose_name='adrespostcode')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postcodes', to='reference.municipality', verbose_name='gemeente')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='postcodes', to='reference.labourregion', verbose_name='regio')),
            ],
            options={
                'verbose_name': 'postcode',
                'verbose_name_plural': 'postcodes',
                'ordering': ['code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[1-9][0-9]{3}$')), name='postcode_is_four_digits'), models.CheckConstraint(condition=models.Q(('latitude__range', (50.5, 54.0)), ('longitude__range', (3.0, 7.5))), name='postcode_in_the_netherlands')],
            },
        ),
        migrations.CreateModel(
            name='SkillRelation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='reference.skill')),
                ('related', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reference.skill')),
                ('is_essential', models.BooleanField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('skill', 'related'), name='skill_relation_once')],
            },
        ),
        migrations.CreateModel(
            name='OccupationLabel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='labels', to='reference.occupation')),
                ('text', models.CharField(max_length=255, verbose_name='naam')),
                ('folded', models.CharField(help_text='lower case, without accents (reference.search.fold)', max_length=255)),
                ('kind', models.CharField(choices=[('preferred', 'voorkeursnaam'), ('alternative', 'andere naam'), ('synonym', 'dagelijks woord')], max_length=12, verbose_name='soort')),
                ('language', models.CharField(default='nl', max_length=2, verbose_name='taal')),
                ('rank', models.PositiveSmallIntegerField(default=0, verbose_name='volgorde')),
            ],
            options={
                'verbose_name': 'naam van een beroep',
                'verbose_name_plural': 'namen van beroepen',
                'indexes': [django.contrib.postgres.indexes.GinIndex(condition=models.Q(('language', 'nl')), fields=['folded'], name='occupation_label_nl_trgm', opclasses=['gin_trgm_ops']), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('language', 'en')), fields=['folded'], name='occupation_label_en_trgm', opclasses=['gin_trgm_ops']), models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Replace('folded', models.Value(' '), models.Value('')), name='text_pattern_ops'), name='occupation_label_joined')],
                'constraints': [models.UniqueConstraint(fields=('occupation', 'language', 'kind', 'text'), name='occupation_label_once')],
            },
        ),
        migrations.CreateModel(
            name='OccupationRequirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('isco', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requirements', to='reference.iscogroup')),
                ('occupation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='own_requirements', to='reference.occupation')),
                ('requirement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='isco_groups', to='reference.requirement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('isco', 'occupation', 'requirement'), name='isco_requirement_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='OccupationSkill',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occupation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='occupation_skills', to='reference.occupation')),
                ('skill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='occupation_skills', to='reference.skill')),
                ('is_essential', models.BooleanField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('occupation', 'skill'), name='occupation_skill_once')],
            },
        ),
        migrations.AddField(
            model_name='labourregion',
            name='lead_municipality',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='reference.municipality', verbose_name='centrumgemeente'),
        ),
        migrations.AddField(
            model_name='occupation',
            name='skills',
            field=models.ManyToManyField(related_name='occupations', through='reference.OccupationSkill', to='reference.skill'),
        ),
    ]
