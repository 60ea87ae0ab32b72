"""Addresses of the toy app, and its pages."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path

from lineofsight.web.accounts.permissions import Permission, requires
from tests.web.toy.models import Promise


@requires(Permission.FIGURES_VIEW)
def listed(request):
    return HttpResponse("promises")


@requires(Permission.FIGURES_VIEW)
def promise(request, pk):
    return HttpResponse(str(get_object_or_404(Promise.objects.visible_to(request.user), pk=pk)))


app_name = "toy"
urlpatterns = [path("", listed, name="list"), path("<int:pk>", promise, name="promise")]
