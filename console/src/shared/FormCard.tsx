import { Button, Card, CardContent, Stack } from '@mui/material'
import type { ComponentProps, ReactNode } from 'react'
import { Form, SaveButton, useTranslate } from 'react-admin'
import { Link } from 'react-router'
import { FormError } from './FormError'
import { KEEP_TYPED, useBeginning } from './forms'

interface Props {
  values: ComponentProps<typeof Form>['record']
  onSubmit: ComponentProps<typeof Form>['onSubmit']
  /** Leaving is asked about: it is not being left because it was saved. */
  asks: boolean
  /** The address that one goes back to without saving. */
  back: string
  children: ReactNode
}

/** A form that fits on one card. */
export function FormCard({ values, onSubmit, asks, back, children }: Props) {
  const translate = useTranslate()
  return (
    <Card sx={{ mt: 2, maxWidth: 720 }}>
      <CardContent ref={useBeginning<HTMLDivElement>()}>
        <Form record={values} resetOptions={KEEP_TYPED} onSubmit={onSubmit} warnWhenUnsavedChanges={asks} noValidate>
          <FormError />
          {children}
          <Stack direction="row" sx={{ justifyContent: 'flex-end', gap: 1, mt: 2 }}>
            <Button component={Link} to={back}>
              {translate('ra.action.cancel')}
            </Button>
            <SaveButton alwaysEnable />
          </Stack>
        </Form>
      </CardContent>
    </Card>
  )
}
