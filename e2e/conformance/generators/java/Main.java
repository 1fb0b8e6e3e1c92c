// A program on the client that openapi-generator wrote in Java: `org.openapitools.client`.

import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.CompaniesApi;
import org.openapitools.client.api.TokensApi;
import org.openapitools.client.model.*;

public class Main {
    static final List<String> TAGS = List.of("java", "one, with a comma");

    static void check(boolean holds, Object what) {
        if (!holds) throw new AssertionError(what);
    }

    static SearchCompanies search(String field) {
        var item = new FilterItem().fieldName(field).operator(Operator.GreaterThan).value("0");
        var filter = new Filter().filterGroups(List.of(new FilterGroup().filterItems(List.of(item))));
        return new SearchCompanies().pageNumber(1).pageSize(10).orderBy(CompanyOrder.CompanyByCreateTime)
            .ascending(false).filter(filter);
    }

    public static void main(String[] arguments) throws Exception {
        var client = new ApiClient();
        client.updateBaseUri(System.getenv("CONFORMANCE_URL"));
        var token = new TokensApi(client).createToken("client_credentials",
            System.getenv("CONFORMANCE_CLIENT_ID"), System.getenv("CONFORMANCE_CLIENT_SECRET"), null);
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token.getAccessToken()));
        var companies = new CompaniesApi(client);

        var found = companies.searchCompanies(search("NumberOfUsers"), null, null, null).getData();
        check(found.getResults().size() == 10, found);
        var id = found.getResults().get(0).getResourceId();
        var company = companies.getCompany(id, null, null).getData();

        var body = new CompanyBody()
            .name(company.getName())
            .industryResourceId(company.getIndustryResourceId())
            .countryResourceId(company.getCountryResourceId())
            .licenseTypeResourceId(company.getLicenseTypeResourceId())
            .licensePeriodTypeResourceId(company.getLicensePeriodTypeResourceId())
            .numberOfUsers(company.getNumberOfUsers())
            .timeZoneId(company.getTimeZoneId())
            .dateFormat(DateFormatName.fromValue(company.getDateFormat()))
            .timeFormat(TimeFormatName.fromValue(company.getTimeFormat()))
            .tags(TAGS);
        var written = companies.updateCompany(id, body, null, null, null, null);
        check(written.getData().getResourceId().equals(id), written);
        var tags = companies.getCompany(id, null, null).getData().getTags();
        check(new TreeSet<>(tags).equals(new TreeSet<>(TAGS)), tags);

        var csv = new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
        var kinds = Map.of(ExportType.CSV, csv, ExportType.EXCEL, new byte[] {'P', 'K', 3, 4});
        for (var kind : kinds.entrySet()) {
            var wanted = new ExportCompanies().pageNumber(1).pageSize(10).orderBy(CompanyOrder.CompanyByCreateTime)
                .ascending(false).exportType(kind.getKey());
            var file = companies.exportCompanies(wanted, null, null, null);
            var content = Files.readAllBytes(file.toPath());
            Files.delete(file.toPath());
            var start = Arrays.copyOf(content, kind.getValue().length);
            check(Arrays.equals(start, kind.getValue()), kind.getKey());
        }

        try {
            companies.searchCompanies(search("Nonsense"), null, null, null);
            check(false, "a field that does not exist was taken");
        } catch (ApiException refusal) {
            check(refusal.getCode() == 400, refusal);
            var failure = client.getObjectMapper().readValue(refusal.getResponseBody(), Failure.class);
            check(failure.getStatus().equals("INPUT_ERROR"), failure);
            check(failure.getValidationMessages().stream().anyMatch(rule -> rule.contains("Nonsense")), failure);
        }
    }
}
