// A company in four steps. All steps are there at once and one is shown: nothing typed is lost on
// the way, and a message stands at its field wherever that is.

import { Box, Button, Stack, Step, StepButton, StepLabel, Stepper, useMediaQuery, type Theme } from '@mui/material'
import { useEffect, useState } from 'react'
import { useFormState } from 'react-hook-form'
import { Form, SaveButton, useTranslate } from 'react-admin'
import { useNavigate } from 'react-router'
import { FormError } from '../shared/FormError'
import { KEEP_TYPED, useBeginning, useLeaving } from '../shared/forms'
import type { Values } from './companies'
import { STEPS } from './fields'
import { IN_FORM } from './fromFields'
import { Inputs } from './steps/Inputs'

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
  const faulty = new Set(IN_FORM.flatMap(([field, { step }]) => (field in errors ? [step] : [])))
  const firstFault = STEPS.findIndex((name) => faulty.has(name))
  useEffect(() => {
    if (submitCount > 0 && !isSubmitting && firstFault >= 0) setStep(firstFault)
    // Once for each attempt to save: after that the person walks freely.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [submitCount, isSubmitting])
  const last = step === STEPS.length - 1
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
      {STEPS.map((name, at) => (
        <Box key={name} sx={{ display: at === step ? 'block' : 'none' }}>
          <Inputs step={name} isNew={isNew} />
        </Box>
      ))}
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
