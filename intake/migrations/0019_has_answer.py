from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0018_find_client")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="has_answer",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="antwoord op een kans"
            ),
        ),
    ]
