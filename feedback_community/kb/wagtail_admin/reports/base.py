"""What the reports share: who may see which rows (Wagtail asks nobody), columns, safe spreadsheets."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from feedback_community.kb.models import ArticleRecord
from feedback_community.kb.permissions import ADMIN, PROMOTE, READ_HISTORY, VERIFY, rights_of
from feedback_community.web.tables import BoundedPaginator, SafeExportMixin

TEMPLATES = "feedback_community_kb/wagtail_admin"
#: Page permissions whose holders work on articles.
WRITING = ("add", "change", "publish")


def can_see_reports(user: Any) -> bool:
    """Whoever writes pages somewhere, or has one of our rights, and reaches the admin."""
    rights = rights_of(user)
    if ADMIN not in rights:
        return False
    ours = rights & {PROMOTE, VERIFY, READ_HISTORY}
    return bool(ours or page_permission_policy.user_has_any_permission(user, WRITING))


def articles_of(user: Any) -> QuerySet[ArticleRecord]:
    """Live articles whose pages the person works on."""
    articles = ArticleRecord.objects.filter(is_live=True, page__isnull=False)
    if user.is_superuser:
        return articles
    pages = page_permission_policy.instances_user_has_any_permission_for(user, WRITING)
    return articles.filter(page__in=pages.values("pk"))


def edit_url(article: ArticleRecord) -> str:
    return reverse("wagtailadmin_pages:edit", args=[article.page_id]) if article.page_id else ""


def helpful_share(article: Any) -> str:
    """ "80 % of 10", or a dash where nobody has said anything."""
    votes = article.helpful_count + article.unhelpful_count
    if not votes:
        return "–"
    words = {"share": round(100 * article.helpful_count / votes), "votes": votes}
    return _("%(share)s%% of %(votes)s") % words


class WideTitleColumn(TitleColumn):
    """Stays readable where the table is wider than the screen."""

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["feedback_community/staff.css"]}


class ArticleColumn(WideTitleColumn):
    """The title, leading to the editor."""

    def get_link_url(self, instance: Any, parent_context: Any) -> str:
        return edit_url(getattr(instance, "article", instance))


class LinesColumn(Column):
    """Several short texts below one another."""

    cell_template_name = f"{TEMPLATES}/lines_cell.html"


class KnowledgeBaseReport(SafeExportMixin, ReportView):
    """A list that asks for the right itself, before it looks at anything."""

    paginator_class = BoundedPaginator
    paginate_by = 50
    is_searchable = False
    name: ClassVar[str]
    list_export: ClassVar[list[str]]

    @property
    def index_url_name(self) -> str:
        return f"feedback_community_kb_{self.name}"

    @property
    def index_results_url_name(self) -> str:
        return f"feedback_community_kb_{self.name}_results"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_allowed(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def is_allowed(self, user: Any) -> bool:
        return can_see_reports(user)

    def get_filename(self) -> str:
        return f"articles-{self.name}"
