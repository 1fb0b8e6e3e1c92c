// A program on the client that openapi-generator wrote in Go: package `tenantry`, beside it.
package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"os"
	"slices"
	"strings"

	"conformance/tenantry"
	"golang.org/x/oauth2"
)

var tags = []string{"go", "one, with a comma"}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func check(holds bool, what ...any) {
	if !holds {
		log.Fatal(what...)
	}
}

func page(field string) tenantry.SearchCompanies {
	item := *tenantry.NewFilterItem(field, tenantry.GreaterThan, "0")
	group := tenantry.FilterGroup{FilterItems: []tenantry.FilterItem{item}}
	search := tenantry.NewSearchCompanies(false, tenantry.CompanyByCreateTime, 1, 10)
	search.SetFilter(tenantry.Filter{FilterGroups: []tenantry.FilterGroup{group}})
	return *search
}

func main() {
	configuration := tenantry.NewConfiguration()
	configuration.Servers = tenantry.ServerConfigurations{{URL: os.Getenv("CONFORMANCE_URL")}}
	client := tenantry.NewAPIClient(configuration)
	ctx := context.Background()

	token, _, err := client.TokensAPI.CreateToken(ctx).GrantType("client_credentials").
		ClientId(os.Getenv("CONFORMANCE_CLIENT_ID")).
		ClientSecret(os.Getenv("CONFORMANCE_CLIENT_SECRET")).Execute()
	must(token, err)
	source := oauth2.StaticTokenSource(&oauth2.Token{AccessToken: token.AccessToken})
	ctx = context.WithValue(ctx, tenantry.ContextOAuth2, source)

	found, _, err := client.CompaniesAPI.SearchCompanies(ctx).SearchCompanies(page("NumberOfUsers")).Execute()
	check(len(must(found, err).Data.Results) == 10, found)
	id := found.Data.Results[0].ResourceId
	read, _, err := client.CompaniesAPI.GetCompany(ctx, id).Execute()
	company := must(read, err).Data

	body := *tenantry.NewCompanyBody(company.CountryResourceId, tenantry.DateFormatName(company.DateFormat),
		company.IndustryResourceId, company.LicensePeriodTypeResourceId, company.LicenseTypeResourceId, company.Name,
		company.GetNumberOfUsers(), tenantry.TimeFormatName(company.TimeFormat), company.TimeZoneId)
	body.Tags = tags
	written, _, err := client.CompaniesAPI.UpdateCompany(ctx, id).CompanyBody(body).Execute()
	check(must(written, err).Data.ResourceId == id, written)
	read, _, err = client.CompaniesAPI.GetCompany(ctx, id).Execute()
	after := must(read, err).Data.Tags
	slices.Sort(after)
	slices.Sort(tags)
	check(slices.Equal(after, tags), after)

	for kind, start := range map[tenantry.ExportType]string{tenantry.CSV: "\xef\xbb\xbfCompany Name,", tenantry.EXCEL: "PK\x03\x04"} {
		wanted := *tenantry.NewExportCompanies(false, kind, tenantry.CompanyByCreateTime, 1, 10)
		file, _, err := client.CompaniesAPI.ExportCompanies(ctx).ExportCompanies(wanted).Execute()
		content := must(io.ReadAll(must(file, err)))
		check(bytes.HasPrefix(content, []byte(start)), kind)
		must(0, os.Remove(file.Name()))
	}

	_, answer, err := client.CompaniesAPI.SearchCompanies(ctx).SearchCompanies(page("Nonsense")).Execute()
	check(answer.StatusCode == 400, answer)
	var refusal *tenantry.GenericOpenAPIError
	check(errors.As(err, &refusal), err)
	failure, known := refusal.Model().(tenantry.Failure)
	check(known && failure.Status == "INPUT_ERROR", refusal)
	names := func(rule string) bool { return strings.Contains(rule, "Nonsense") }
	check(slices.ContainsFunc(failure.ValidationMessages, names), failure)
}
