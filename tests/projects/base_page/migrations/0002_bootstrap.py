from django.db import migrations
from wagtail.models import BootstrapLocaleField, BootstrapTranslatableModel, BootstrapTranslationKeyField


class Migration(migrations.Migration):
    dependencies = [
        ("base_page", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        BootstrapLocaleField("base_page.BasePage"),
        BootstrapTranslationKeyField("base_page.BasePage"),
        BootstrapTranslatableModel("base_page.BasePage"),
    ]
