// A company in four steps. All steps are there at once and one is shown: nothing typed is lost on
// the way, and a message stands at its field wherever that is.

import { Box, Button, Stack, Step, StepButton, StepLabel, Stepper, useMediaQuery, type Theme } from '@mui/material'
import { useEffect, useState } from 'react'
import { useFormState } from 'react-hook-form'
import { Form, SaveButton, useTranslate } from 'react-admin'
import { useNavigate } from 'react-router'
import { FormError } from '../shared/FormError'
import { KEEP_TYPED, useBeginning, useLeaving } from '../shared/forms'
import type { Field, Values } from './companies'
import { CompanyStep } from './steps/CompanyStep'
import { ContentStep } from './steps/ContentStep'
import { GroupsStep } from './steps/GroupsStep'
import { LicenceStep } from './steps/LicenceStep'

const STEPS = ['company', 'licence', 'groups', 'content'] as const
type StepName = (typeof STEPS)[number]

const PLACE: Partial<Record<Field, StepName>> = {
  licenseTypeResourceId: 'licence',
  licenseModules: 'licence',
  licensePeriodTypeResourceId: 'licence',
  licenseStartDate: 'licence',
  licenseEndDate: 'licence',
  isNumberOfUsersLimited: 'licence',
  numberOfUsers: 'licence',
  limitPolicy: 'licence',
  limitGracePercent: 'licence',
  companyGroups: 'groups',
  notificationTemplateTypeResourceId: 'content',
  trainingContentTypeResourceId: 'content',
  smtpConfigurationTypeResourceId: 'content',
  isVersionVisible: 'content',
  isReleaseNotesVisible: 'content',
  releaseNotesUrl: 'content',
  callBackNumberBookingCount: 'content',
}

interface Props {
  values: Values
  isNew?: boolean
  /** Where the person goes, once it is saved. */
  leaveTo: string | null
}

export function CompanyForm({ values, isNew = false, leaveTo }: Props) {
  useLeaving(leaveTo)
  return (
    <Form record={values} resetOptions={KEEP_TYPED} warnWhenUnsavedChanges={leaveTo === null} noValidate>
      <Steps isNew={isNew} />
    </Form>
  )
}

function Steps({ isNew }: { isNew: boolean }) {
  const translate = useTranslate()
  const navigate = useNavigate()
  const narrow = useMediaQuery((theme: Theme) => theme.breakpoints.down('sm'))
  const [step, setStep] = useState(0)
  const { errors, submitCount, isSubmitting } = useFormState()
  const faulty = new Set(
    Object.keys(errors)
      .filter((field) => field !== 'root')
      .map((field) => PLACE[field as Field] ?? 'company'),
  )
  const firstFault = STEPS.findIndex((name) => faulty.has(name))
  useEffect(() => {
    if (submitCount > 0 && !isSubmitting && firstFault >= 0) setStep(firstFault)
    // Once for each attempt to save: after that the person walks freely.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [submitCount, isSubmitting])
  const last = step === STEPS.length - 1
  const shown = (name: StepName) => ({ display: STEPS[step] === name ? 'block' : 'none' })
  return (
    <Box ref={useBeginning<HTMLDivElement>(isNew)} sx={{ p: { xs: 2, sm: 3 }, maxWidth: 860 }}>
      <Stepper nonLinear activeStep={step} alternativeLabel={narrow} sx={{ mb: 3 }}>
        {STEPS.map((name, at) => (
          <Step key={name} completed={false}>
            <StepButton onClick={() => setStep(at)}>
              <StepLabel error={faulty.has(name)}>{translate(`resources.companies.steps.${name}`)}</StepLabel>
            </StepButton>
          </Step>
        ))}
      </Stepper>
      <FormError />
      <Box sx={shown('company')}>
        <CompanyStep isNew={isNew} />
      </Box>
      <Box sx={shown('licence')}>
        <LicenceStep />
      </Box>
      <Box sx={shown('groups')}>
        <GroupsStep />
      </Box>
      <Box sx={shown('content')}>
        <ContentStep />
      </Box>
      <Stack direction="row" sx={{ mt: 3, gap: 1, flexWrap: 'wrap' }}>
        <Button onClick={() => setStep(step - 1)} disabled={step === 0}>
          {translate('tenantry.form.back')}
        </Button>
        <Button onClick={() => setStep(step + 1)} disabled={last} variant={isNew && !last ? 'contained' : 'text'}>
          {translate('tenantry.form.next')}
        </Button>
        <Box sx={{ flex: 1 }} />
        <Button onClick={() => void navigate('/companies')}>{translate('ra.action.cancel')}</Button>
        <SaveButton alwaysEnable variant={isNew && !last ? 'outlined' : 'contained'} />
      </Stack>
    </Box>
  )
}
