"""The tables; what Django can not state stands in the rules beside it."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import partners.sign_on.models
import rmt_portal.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("partners", "0001_initial"),
        ("partners", "0002_access"),
        ("partners", "0003_attempts"),
        ("partners", "0005_people"),
        ("partners", "0007_oversight"),
        ("partners", "0008_door_code"),
        ("partners", "0009_door_code_unique"),
        ("partners", "0011_organisation_life"),
        ("partners", "0013_sign_on_portal_id"),
        ("partners", "0014_grant_categories"),
        ("partners", "0015_database_rules_consent"),
    ]
    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('reference', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='AttemptBucket',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('tries', models.FloatField()),
                ('at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='naam')),
                ('kind', models.CharField(choices=[('uwv', 'UWV'), ('municipality', 'gemeente'), ('union', 'vakbond'), ('sbb', 'SBB'), ('school', 'onderwijs'), ('employers', 'werkgeversorganisatie'), ('employer_desk', 'werkgeversservicepunt'), ('learn_work_desk', 'leerwerkloket'), ('debt_help', 'schuldhulp'), ('provider', 'aanbieder')], max_length=20, verbose_name='soort')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='telefoon')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('door_code', models.CharField(blank=True, help_text='Kleine letters, cijfers en streepjes. Leeg: gemaakt van de naam.', max_length=40, unique=True, verbose_name='code van de eigen link')),
                ('handles_registrations', models.BooleanField(default=False, verbose_name='neemt aanmeldingen aan')),
                ('decides_on_benefit', models.BooleanField(default=False, verbose_name='beslist ook over uitkeringen')),
                ('shows_names', models.BooleanField(default=False, help_text='Anders zien ze alleen de organisatie. Bij openen in nood zien ze de naam altijd.', verbose_name='cliënten zien de naam van wie keek')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('reachable', models.CharField(blank=True, help_text='Bijvoorbeeld: ma tot en met vr, 9 tot 17 uur.', max_length=120, verbose_name='openingstijden')),
                ('state', models.CharField(choices=[('proposed', 'voorgesteld'), ('approved', 'doet mee'), ('refused', 'niet toegelaten'), ('ended', 'gestopt')], editable=False, max_length=10, verbose_name='stand')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('is_active', models.GeneratedField(db_persist=True, expression=models.Q(('state', 'approved')), output_field=models.BooleanField(), verbose_name='doet mee')),
                ('regions', models.ManyToManyField(related_name='organisations', to='reference.labourregion', verbose_name="regio's")),
                ('municipalities', models.ManyToManyField(blank=True, related_name='organisations', to='reference.municipality', verbose_name='gemeenten (leeg: hele regio)')),
            ],
            options={
                'verbose_name': 'organisatie',
                'verbose_name_plural': 'organisaties',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'approved', 'refused', 'ended'])), name='organisation_state_known'), models.CheckConstraint(condition=models.Q(('door_code__regex', '^[a-z0-9]+(-[a-z0-9]+)*$')), name='organisation_door_code_form', violation_error_message='Gebruik in de code alleen kleine letters, cijfers en streepjes.')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(max_length=120, verbose_name='naam')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='telefoon')),
                ('is_active', models.BooleanField(default=True, verbose_name='actief')),
                ('is_staff', models.BooleanField(default=False, verbose_name='mag in het beheer')),
                ('date_joined', models.DateTimeField(default=rmt_portal.clock.now, verbose_name='sinds')),
                ('active_since', models.DateTimeField(default=rmt_portal.clock.now, editable=False, verbose_name='open sinds')),
                ('closes_on', models.DateField(blank=True, editable=False, null=True, verbose_name='gaat dicht op')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'gebruiker',
                'verbose_name_plural': 'gebruikers',
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_once_any_case')],
            },
        ),
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL, verbose_name='wie')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organisation')),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stands_in', to=settings.AUTH_USER_MODEL, verbose_name='vervanger')),
                ('from_on', models.DateField(verbose_name='vanaf')),
                ('until_on', models.DateField(verbose_name='tot en met')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='eerder gestopt')),
            ],
            options={
                'verbose_name': 'afwezigheid',
                'verbose_name_plural': 'afwezigheid',
                'ordering': ['-from_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on__gte', models.F('from_on'))), name='absence_in_order'), models.CheckConstraint(condition=models.Q(('user', models.F('deputy')), _negated=True), name='absence_deputy_is_another')],
            },
        ),
        migrations.CreateModel(
            name='AccessGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('client_id', models.BigIntegerField(verbose_name='cliënt')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.labourregion', verbose_name='regio')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='partners.organisation', verbose_name='organisatie')),
                ('member', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='alleen voor')),
                ('layer', models.PositiveSmallIntegerField(choices=[(0, 'nummer en initialen'), (1, 'genoeg om te beslissen'), (2, 'wat nodig is om te helpen'), (3, 'gevoelig')], verbose_name='laag')),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=15), blank=True, default=list, size=None, verbose_name='alleen wat de cliënt deelt')),
                ('purpose', models.CharField(choices=[('guidance', 'begeleiding naar werk'), ('referral', 'hulp na een verwijzing'), ('debt_help', 'hulp bij schulden')], default='guidance', max_length=15, verbose_name='doel')),
                ('legal_basis', models.CharField(choices=[('public_task', 'wettelijke taak'), ('consent', 'toestemming'), ('contract', 'overeenkomst'), ('vital', 'nood')], max_length=15, verbose_name='grondslag')),
                ('granted_at', models.DateTimeField(default=rmt_portal.clock.now, verbose_name='vanaf')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='tot')),
                ('source_kind', models.CharField(max_length=20, verbose_name='bron')),
                ('source_id', models.BigIntegerField()),
            ],
            options={
                'verbose_name': 'toegang tot een dossier',
                'verbose_name_plural': 'toegang tot dossiers',
                'indexes': [models.Index(condition=models.Q(('member__isnull', True)), fields=['organisation', 'region', 'client_id'], include=('layer', 'purpose', 'granted_at', 'ends_at'), name='grant_by_organisation'), models.Index(condition=models.Q(('member__isnull', False)), fields=['member', 'client_id'], include=('organisation', 'layer', 'granted_at', 'ends_at'), name='grant_by_member'), models.Index(fields=['client_id'], name='grant_by_client'), models.Index(fields=['source_kind', 'source_id'], name='grant_by_source')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_at__isnull', True)), fields=('source_kind', 'source_id', 'organisation', 'member', 'layer'), name='grant_once_per_source', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gte', models.F('granted_at')), _connector='OR'), name='grant_period_in_order'), models.CheckConstraint(condition=models.Q(('layer__in', [0, 1, 2, 3])), name='grant_layer_known'), models.CheckConstraint(condition=models.Q(models.Q(('source_kind', 'consent'), _negated=True), models.Q(('categories__len', 1), ('layer', 0)), _connector='OR'), name='grant_by_consent_is_narrow'), models.CheckConstraint(condition=models.Q(('purpose__in', ['guidance', 'referral', 'debt_help'])), name='grant_purpose_known'), models.CheckConstraint(condition=models.Q(('legal_basis__in', ['public_task', 'consent', 'contract', 'vital'])), name='grant_basis_known')],
            },
        ),
        migrations.CreateModel(
            name='AccessReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organisation', verbose_name='organisatie')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.labourregion', verbose_name='regio')),
                ('role', models.CharField(choices=[('coach', 'coach'), ('intake_worker', 'intakemedewerker'), ('referrer', 'verwijzer'), ('receiver', 'ontvanger van verwijzingen'), ('debt_worker', 'schuldhulpverlener'), ('sbb_adviser', 'adviseur praktijkleren'), ('school_mentor', 'mentor van een school'), ('budget_holder', 'budgethouder'), ('regional_manager', 'regiomanager'), ('coordinator', 'coördinator van de regio'), ('privacy_officer', 'privacyfunctionaris'), ('administrator', 'beheerder')], max_length=20, verbose_name='als')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='door')),
                ('at', models.DateTimeField(default=rmt_portal.clock.now, verbose_name='gezien op')),
                ('people', models.PositiveIntegerField(verbose_name='mensen')),
            ],
            options={
                'verbose_name': 'controle van de toegang',
                'verbose_name_plural': 'controles van de toegang',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['organisation', 'region', 'role', '-at'], name='review_by_organisation')],
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['administrator', 'privacy_officer'])), name='review_by_known_role')],
            },
        ),
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='partners.organisation', verbose_name='organisatie')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.labourregion', verbose_name='regio')),
                ('purpose', models.CharField(choices=[('guidance', 'begeleiding naar werk'), ('referral', 'hulp na een verwijzing'), ('debt_help', 'hulp bij schulden')], max_length=15, verbose_name='doel')),
                ('layer', models.PositiveSmallIntegerField(choices=[(0, 'nummer en initialen'), (1, 'genoeg om te beslissen'), (2, 'wat nodig is om te helpen'), (3, 'gevoelig')], verbose_name='hoeveel')),
                ('data', models.CharField(help_text='Bijvoorbeeld: naam, telefoonnummer en werkervaring.', max_length=300, verbose_name='welke gegevens')),
                ('legal_basis', models.CharField(choices=[('public_task', 'wettelijke taak'), ('consent', 'toestemming'), ('contract', 'overeenkomst'), ('vital', 'nood')], max_length=15, verbose_name='grondslag')),
                ('valid_from', models.DateField(default=rmt_portal.clock.today, verbose_name='vanaf')),
                ('valid_until', models.DateField(blank=True, null=True, verbose_name='tot en met')),
                ('document', models.CharField(blank=True, max_length=200, verbose_name='waar de getekende tekst ligt')),
            ],
            options={
                'verbose_name': 'afspraak over gegevens',
                'verbose_name_plural': 'afspraken over gegevens',
                'ordering': ['organisation', 'purpose', '-valid_from', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='agreement_period_in_order', violation_error_message='De laatste dag komt na de eerste.'), models.CheckConstraint(condition=models.Q(('purpose__in', ['guidance', 'referral', 'debt_help'])), name='agreement_purpose_known'), models.CheckConstraint(condition=models.Q(('layer__in', [0, 1, 2, 3])), name='agreement_layer_known'), models.CheckConstraint(condition=models.Q(('legal_basis__in', ['public_task', 'consent', 'contract', 'vital'])), name='agreement_basis_known')],
            },
        ),
        migrations.CreateModel(
            name='EmergencyAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='wie')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partners.organisation')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.labourregion')),
                ('client_id', models.BigIntegerField(verbose_name='cliënt')),
                ('reason', models.CharField(choices=[('danger', 'Iemand is nu in gevaar'), ('deadline', 'Iets moet vandaag gebeuren en de coach is er niet'), ('client_asks', 'De kandidaat is nu hier of aan de telefoon')], max_length=12, verbose_name='reden')),
                ('explanation', models.CharField(max_length=300, verbose_name='uitleg')),
                ('at', models.DateTimeField(default=rmt_portal.clock.now, verbose_name='moment')),
                ('explanation_erased_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='uitleg gewist op')),
                ('verdict', models.CharField(blank=True, choices=[('right', 'Terecht'), ('talk', 'Ik praat er nog over'), ('wrong', 'Niet terecht')], max_length=8, verbose_name='oordeel')),
                ('reviewed_at', models.DateTimeField(blank=True, null=True, verbose_name='beoordeeld op')),
                ('reviewed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='beoordeeld door')),
            ],
            options={
                'verbose_name': 'dossier geopend in nood',
                'verbose_name_plural': 'dossiers geopend in nood',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['user', 'at'], name='emergency_by_user'), models.Index(fields=['region', '-at'], name='emergency_by_region')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['danger', 'deadline', 'client_asks'])), name='emergency_reason_known'), models.CheckConstraint(condition=models.Q(models.Q(('explanation', ''), ('explanation_erased_at__isnull', False)), models.Q(models.Q(('explanation', ''), _negated=True), ('explanation_erased_at__isnull', True)), _connector='OR'), name='emergency_is_explained'), models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by__isnull', True), ('verdict', '')), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False), ('verdict__in', ['right', 'talk', 'wrong'])), _connector='OR'), name='emergency_review_is_whole'), models.CheckConstraint(condition=models.Q(('reviewed_by__isnull', True), models.Q(('reviewed_by', models.F('user')), _negated=True), _connector='OR'), name='emergency_reviewed_by_another')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='partners.organisation', verbose_name='organisatie')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.labourregion', verbose_name='regio')),
                ('roles', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('coach', 'coach'), ('intake_worker', 'intakemedewerker'), ('referrer', 'verwijzer'), ('receiver', 'ontvanger van verwijzingen'), ('debt_worker', 'schuldhulpverlener'), ('sbb_adviser', 'adviseur praktijkleren'), ('school_mentor', 'mentor van een school'), ('budget_holder', 'budgethouder'), ('regional_manager', 'regiomanager'), ('coordinator', 'coördinator van de regio'), ('privacy_officer', 'privacyfunctionaris'), ('administrator', 'beheerder')], max_length=20), size=None, verbose_name='rollen')),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uitgenodigd door')),
                ('created_at', models.DateTimeField(default=rmt_portal.clock.now, verbose_name='verstuurd')),
                ('expires_at', models.DateTimeField(verbose_name='werkt tot')),
                ('accepted_at', models.DateTimeField(blank=True, null=True, verbose_name='aangenomen')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='ingetrokken')),
            ],
            options={
                'verbose_name': 'uitnodiging',
                'verbose_name_plural': 'uitnodigingen',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='invitation_ends_once'), models.CheckConstraint(condition=models.Q(('roles__len__gte', 1)), name='invitation_has_a_role')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='gebruiker')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='partners.organisation', verbose_name='organisatie')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='reference.labourregion', verbose_name='regio')),
                ('role', models.CharField(choices=[('coach', 'coach'), ('intake_worker', 'intakemedewerker'), ('referrer', 'verwijzer'), ('receiver', 'ontvanger van verwijzingen'), ('debt_worker', 'schuldhulpverlener'), ('sbb_adviser', 'adviseur praktijkleren'), ('school_mentor', 'mentor van een school'), ('budget_holder', 'budgethouder'), ('regional_manager', 'regiomanager'), ('coordinator', 'coördinator van de regio'), ('privacy_officer', 'privacyfunctionaris'), ('administrator', 'beheerder')], max_length=20, verbose_name='rol')),
                ('active_from', models.DateField(default=rmt_portal.clock.today, verbose_name='vanaf')),
                ('active_until', models.DateField(blank=True, null=True, verbose_name='tot en met')),
            ],
            options={
                'verbose_name': 'lidmaatschap',
                'verbose_name_plural': 'lidmaatschappen',
                'ordering': ['organisation', 'user', 'role'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('active_until__isnull', True)), fields=('user', 'organisation', 'region', 'role'), name='membership_role_once'), models.CheckConstraint(condition=models.Q(('active_until__isnull', True), ('active_until__gte', models.F('active_from')), _connector='OR'), name='membership_period_in_order'), models.CheckConstraint(condition=models.Q(('role__in', ['coach', 'intake_worker', 'referrer', 'receiver', 'debt_worker', 'sbb_adviser', 'school_mentor', 'budget_holder', 'regional_manager', 'coordinator', 'privacy_officer', 'administrator'])), name='membership_role_known')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='partners.organisation', verbose_name='organisatie')),
                ('name', models.CharField(max_length=120, verbose_name='naam')),
                ('about', models.CharField(blank=True, max_length=120, verbose_name='waarvoor')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='telefoon')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('reachable', models.CharField(blank=True, help_text='Bijvoorbeeld: ma tot en met do, 9 tot 17 uur.', max_length=120, verbose_name='wanneer bereikbaar')),
            ],
            options={
                'verbose_name': 'contactpersoon',
                'verbose_name_plural': 'contactpersonen',
                'ordering': ['organisation', 'name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('email', ''), ('phone', ''), _negated=True), name='contact_can_be_reached', violation_error_message='Vul een telefoonnummer of een e-mailadres in.')],
            },
        ),
        migrations.CreateModel(
            name='OrganisationEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event', models.CharField(max_length=40, verbose_name='gebeurtenis')),
                ('from_state', models.CharField(blank=True, max_length=40, verbose_name='van')),
                ('to_state', models.CharField(max_length=40, verbose_name='naar')),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='door')),
                ('organisation_id', models.BigIntegerField(blank=True, null=True, verbose_name='organisatie')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reden')),
                ('trace_id', models.CharField(blank=True, max_length=64)),
                ('at', models.DateTimeField(default=rmt_portal.clock.now, verbose_name='moment')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='partners.organisation')),
            ],
            options={
                'verbose_name': 'gebeurtenis van een organisatie',
                'verbose_name_plural': 'gebeurtenissen van organisaties',
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SignOn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sign_ons', to='partners.organisation', verbose_name='organisatie')),
                ('slug', models.SlugField(max_length=40, unique=True, verbose_name='naam in het adres')),
                ('issuer', models.CharField(max_length=200, verbose_name='adres van de server (issuer)')),
                ('portal_id', models.CharField(max_length=200, verbose_name='naam van het portaal bij die server (client-id)')),
                ('secret_name', models.CharField(max_length=60, validators=[django.core.validators.RegexValidator('^RMT_SIGN_ON_[A-Z0-9_]+$', 'De naam begint met RMT_SIGN_ON_, in hoofdletters.')], verbose_name='omgevingsvariabele met het geheim')),
                ('vouches_for_addresses', models.BooleanField(default=False, help_text='Aan als de server geen email_verified stuurt, maar mensen hun adres niet zelf kunnen kiezen.', verbose_name='adressen zijn van de organisatie zelf')),
                ('enforces_second_factor', models.BooleanField(default=False, help_text='Dan is onze tweede stap niet nodig, als het bewijs (acr of amr) in het antwoord staat.', verbose_name='dwingt een tweede stap af')),
                ('accepted_acr', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=120), blank=True, default=list, size=None, verbose_name='acr die genoeg is')),
                ('accepted_amr', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=partners.sign_on.models.only_mfa, size=None, verbose_name='amr die genoeg is')),
                ('is_required', models.BooleanField(default=True, help_text='Uit: het wachtwoord van het portaal mag ook.', verbose_name='alleen zo inloggen')),
                ('is_active', models.BooleanField(default=True, verbose_name='staat aan')),
            ],
            options={
                'verbose_name': 'inloggen met het werkaccount',
                'verbose_name_plural': 'inloggen met het werkaccount',
                'ordering': ['slug'],
                'constraints': [models.CheckConstraint(condition=models.Q(('secret_name__regex', '^RMT_SIGN_ON_[A-Z0-9_]+$')), name='sign_on_secret_name')],
            },
        ),
        migrations.CreateModel(
            name='SignOnDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sign_on', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='partners.signon')),
                ('domain', models.CharField(max_length=253, unique=True, verbose_name='e-maildomein')),
            ],
            options={
                'ordering': ['domain'],
                'constraints': [models.CheckConstraint(condition=models.Q(('domain__regex', '^[a-z0-9-]+(\\.[a-z0-9-]+)+$')), name='sign_on_domain_is_one')],
            },
        ),
    ]
