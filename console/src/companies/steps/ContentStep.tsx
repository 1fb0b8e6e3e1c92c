import { BooleanInput, NumberInput, SelectInput, TextInput } from 'react-admin'
import { useLookup } from '../../shared/lookups'
import { Row } from './Row'

export function ContentStep() {
  return (
    <>
      <SelectInput
        source="notificationTemplateTypeResourceId"
        choices={useLookup('notificationTemplates')}
        translateChoice={false}
      />
      <SelectInput
        source="trainingContentTypeResourceId"
        choices={useLookup('trainingContent')}
        translateChoice={false}
      />
      <SelectInput
        source="smtpConfigurationTypeResourceId"
        choices={useLookup('smtpConfiguration')}
        translateChoice={false}
      />
      <Row>
        <BooleanInput source="isVersionVisible" />
        <BooleanInput source="isReleaseNotesVisible" />
      </Row>
      <Row>
        <TextInput source="releaseNotesUrl" type="url" />
        <NumberInput source="callBackNumberBookingCount" min={0} max={12} step={1} />
      </Row>
    </>
  )
}
